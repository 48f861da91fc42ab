"""Views that are sent regularly: to who asked alone, once, and as long as he may see them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.accounts.commands.accounts import acting
from app.accounts.tables import User
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.scorecards.commands.scheduled import schedule, stop
from app.scorecards.commands.sending import send_due
from app.scorecards.rules.schedules import RepeatedView, ViewEvery, next_time, read_view
from app.scorecards.tables import ScheduledView
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.outbox import Outside, own_notices, reaching, work

EIGHT = time(8, 0)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _view(said: str) -> RepeatedView:
    found = read_view(said)
    assert found
    return found


def test_views_are_read_without_their_days_and_said_again_over_the_newest() -> None:
    at = datetime(2026, 3, 31, 17, tzinfo=UTC)  # the first of April in Shanghai
    card = _view("/scorecards/engineer?id=a&id=b&from=2026-01&to=2026-03&measure=no_repeat&after=x&than=")
    assert (card.kind, list(card.keys), card.span) == ("engineer", ["a", "b"], 3)
    said = "/scorecards/engineer?id=a&id=b&measure=no_repeat&from=2026-02&to=2026-04"
    assert card.address(at, "Asia/Shanghai") == said
    report = _view("/reports?by=fault&from=2026-03-01&to=2026-03-07")
    assert report.address(at, "Asia/Shanghai") == "/reports?by=fault&from=2026-03-25&to=2026-03-31"
    assert _view("/scorecards/ratings").span == 12
    for refused in (
        "/users",
        "//evil.example/reports",
        "https://evil.example/reports",
        "/scorecards/engineer",
        "",
    ):
        assert read_view(refused) is None


@pytest.mark.parametrize(
    ("every", "due"),
    [(ViewEvery.DAY, "2026-03-05"), (ViewEvery.WEEK, "2026-03-09"), (ViewEvery.MONTH, "2026-04-01")],
)
def test_next_time_is_the_next_day_of_its_kind_by_local_clocks(every: ViewEvery, due: str) -> None:
    just_sent = datetime(2026, 3, 4, 8, tzinfo=SHANGHAI).astimezone(UTC)
    found = next_time(every, EIGHT, "Asia/Shanghai", just_sent)
    assert found == datetime.fromisoformat(f"{due}T08:00").replace(tzinfo=SHANGHAI)


def _account(runtime: Runtime, role: Role, login: str, engineer_id: UUID | None = None) -> Principal:
    with unit_of_work(runtime) as uow:
        made = {"id": uow.new_id(), "created_at": uow.now, "updated_at": uow.now}
        user = User(login=login, name=login, role=str(role), engineer_id=engineer_id, **made)
        uow.session.add(user)
        uow.session.flush()
        found = acting(uow, user.id)
        assert found
        return found


@pytest.mark.any_database
def test_a_view_is_sent_once_to_who_asked_and_no_more_once_he_may_not_see_it(
    runtime: Runtime, outside: Outside, clock: FakeClock
) -> None:
    runtime = reaching(runtime, outside, notify_engineer_url="mailto://mail.example/?to={email}")
    own_notices(runtime)
    with unit_of_work(runtime) as uow:
        job = build.job(uow, state="planned")
    engineer = _account(runtime, Role.ENGINEER, "li", job.engineer_id)
    manager = _account(runtime, Role.MANAGER, "boss")
    card = _view(f"/scorecards/engineer?id={job.engineer_id}")
    for who in (engineer, engineer, manager):
        with unit_of_work(runtime, who) as uow:
            schedule(uow, card, "Engineer: Li Lei", ViewEvery.DAY, EIGHT, f"{who.name}@mail.example")
    for view, wrong in (("/reports", Forbidden), (f"/scorecards/provider?id={job.engineer_id}", Forbidden)):
        with pytest.raises(wrong), unit_of_work(runtime, engineer) as uow:
            schedule(uow, _view(view), "", ViewEvery.DAY, EIGHT, "li@mail.example")
    with pytest.raises(Invalid), unit_of_work(runtime, engineer) as uow:
        schedule(uow, card, "", ViewEvery.DAY, EIGHT, f"{'x' * 400}@mail.example")
    send_due(runtime, "")
    work(runtime)
    assert outside.notes == []

    clock.advance(days=1)
    for _ in range(2):
        send_due(runtime, "")
        work(runtime)
    told = sorted(outside.notes)
    assert [url.rpartition("to=")[2].replace("%40", "@") for url, _, _ in told] == [
        "boss@mail.example",
        "li@mail.example",
    ]
    assert all(
        title == "Figures: Engineer: Li Lei" and f"/scorecards/engineer?id={job.engineer_id}" in body
        for _, title, body in told
    )

    outside.notes.clear()
    with unit_of_work(runtime) as uow:
        assert engineer.user_id
        uow.get(User, engineer.user_id).engineer_id = None
        own = uow.session.scalars(select(ScheduledView).where(ScheduledView.user_id == manager.user_id)).one()
        key = own.id
    with unit_of_work(runtime, manager) as uow:
        stop(uow, key)
    clock.advance(days=1)
    send_due(runtime, "")
    work(runtime)
    assert outside.notes == []
    with unit_of_work(runtime, write=False) as uow:
        rows = {row.user_id: row for row in uow.session.scalars(select(ScheduledView))}
    assert {key: row.lost_right for key, row in rows.items()} == {
        engineer.user_id: True,
        manager.user_id: False,
    }
    assert all(row.stopped_at for row in rows.values())


@pytest.mark.any_database
def test_without_a_channel_for_e_mail_nothing_is_promised(runtime: Runtime) -> None:
    manager = _account(runtime, Role.MANAGER, "boss")
    with pytest.raises(Invalid), unit_of_work(runtime, manager) as uow:
        schedule(uow, _view("/reports"), "Reports", ViewEvery.DAY, EIGHT, "boss@mail.example")
    with pytest.raises(NotFound), unit_of_work(runtime, manager) as uow:
        schedule(
            uow, _view(f"/scorecards/territory?id={UUID(int=1)}"), "", ViewEvery.DAY, EIGHT, "b@mail.example"
        )
