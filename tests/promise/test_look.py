"""Every rung is raised once, in order, told again until somebody has it on, and cleared with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.dispatching.commands import offers
from app.dispatching.commands.apply import Slot, place
from app.kernel import unit_of_work
from app.positions.tables import EngineerPosition
from app.promise.commands.alerts import acknowledge
from app.promise.tables import Watch
from app.registers.tables import Territory
from app.requests.commands.cancel import cancel_request
from app.requests.tables import Offer, Visit
from tests.support.desk import WANG, Desk


def test_promise_without_engineer_alarms_after_two_minutes_and_not_before(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.after(seconds=119)
    assert desk.open() == []
    desk.after(seconds=1)
    assert desk.open() == ["unassigned"]
    desk.give(visit_id)
    desk.look()
    (alert,) = desk.alerts()
    assert (alert.cleared_why, alert.late_s) == ("assigned", 0)
    assert [event["kind"] for event in desk.told()] == ["alert.raised", "alert.cleared"]


def test_every_rung_falls_due_its_minutes_after_the_step_before(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.look()
    desk.after(minutes=5)
    assert desk.open() == ["not_accepted"]
    desk.accept(visit_id)
    desk.look()
    desk.after(minutes=10)
    assert desk.open() == ["not_departed"]
    desk.depart(visit_id)
    desk.look()
    desk.after(minutes=5)
    assert desk.open() == ["position_stale"]
    with unit_of_work(desk.town.runtime) as uow:
        here = {"lat": 31.2, "lon": 121.4, "at": uow.now, "received_at": uow.now}
        uow.session.add(EngineerPosition(engineer_id=desk.town.engineers[0], **here))
    desk.expect(visit_id, 41)
    desk.look()
    assert desk.open() == ["eta_past_due"]
    desk.after(minutes=40)
    assert "breached" in desk.open()
    desk.arrive(visit_id)
    desk.look()
    assert (desk.open(), desk.watches()) == ([], [])
    assert {(alert.rung, alert.cleared_why) for alert in desk.alerts()} == {
        ("not_accepted", "accepted"),
        ("not_departed", "departed"),
        ("position_stale", "heard_from"),
        ("eta_past_due", "breached"),
        ("position_stale", "arrived"),
        ("breached", "arrived"),
    }


def test_a_promise_planned_behind_another_site_calls_without_ever_being_offered(desk: Desk) -> None:
    visit_id = desk.town.report()
    for engineer_id in desk.town.engineers:  # the plan gives it to another, who is on a site too
        with unit_of_work(desk.town.runtime) as uow:
            at = uow.now + timedelta(minutes=20)
            place(uow, uow.get(Visit, visit_id), Slot(engineer_id, 1, at))
        desk.after(minutes=17)
    assert desk.open() == []
    desk.after(minutes=1)
    assert (desk.open(), desk.town.pending_offers()) == (["not_accepted"], [])


def test_territory_sets_the_minutes(desk: Desk) -> None:
    desk.set_ladder(unassigned_after_s=600, alert_repeat_s=60)
    desk.town.report()
    desk.after(minutes=9)
    assert desk.open() == []
    desk.after(minutes=1)
    desk.after(minutes=1)
    assert [event["kind"] for event in desk.told()] == ["alert.raised", "alert.repeated"]


def test_alert_repeats_until_somebody_has_it_on(desk: Desk) -> None:
    desk.town.report()
    desk.after(minutes=2)
    for _ in range(3):
        desk.after(minutes=3)
    (alert,) = desk.alerts()
    with unit_of_work(desk.town.runtime, WANG) as uow:
        acknowledge(uow, alert.id, "called Li, he leaves now")
    desk.after(minutes=30)
    (alert,) = desk.alerts()
    assert (alert.repeats, alert.acknowledged_by, alert.cleared_at) == (3, "Wang", None)
    assert [event["count"] for event in desk.told("alert.repeated")] == [1, 2, 3]
    (event,) = desk.told("alert.acknowledged")
    assert (event["reason"], event["actor"]) == ("called Li, he leaves now", "dispatcher:Wang")


def test_worker_away_for_two_days_raises_everything_once_in_order_and_late(desk: Desk) -> None:
    for _ in range(3):
        desk.town.report()
        desk.clock.advance(minutes=30)
    desk.after(days=2)
    raised = desk.told("alert.raised")
    assert sorted(event["rung"] for event in raised) == ["breached"] * 3 + ["unassigned"] * 3
    due = [datetime.fromisoformat(event["due_at"]) for event in raised]
    assert due == sorted(due)
    assert all(event["late_s"] >= timedelta(days=1, hours=23).total_seconds() for event in raised)
    desk.look()
    assert len(desk.told("alert.raised")) == 6


def test_order_holds_across_transactions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.promise.commands.look.AT_ONCE", 1)
    for _ in range(3):
        desk.town.report()
        desk.clock.advance(minutes=10)
    desk.after(days=2)
    due = [event["due_at"] for event in desk.told("alert.raised")]
    assert (len(due), due) == (6, sorted(due))


def test_promise_broken_while_nobody_watched_is_still_told(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    desk.clock.advance(minutes=70)
    desk.arrive(visit_id)
    desk.after(hours=5)
    assert [(event["kind"], event["rung"]) for event in desk.told()] == [
        ("alert.raised", "breached"),
        ("alert.cleared", "breached"),
    ]
    assert desk.watches() == []


def test_arrival_that_was_in_time_and_heard_of_late_clears_the_breach(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    at = desk.clock.advance(minutes=55)
    desk.after(minutes=5)
    assert "breached" in desk.open()
    desk.arrive(visit_id, at)
    desk.look()
    assert (desk.open(), desk.watches()) == ([], [])


def test_request_called_off_is_watched_no_more(desk: Desk) -> None:
    request_id = desk.town.visit(desk.town.report()).request_id
    desk.after(minutes=3)
    with unit_of_work(desk.town.runtime, WANG) as uow:
        cancel_request(uow, request_id, "solved itself")
    assert desk.look() is None
    assert [alert.cleared_why for alert in desk.alerts()] == ["over"]


def test_losing_the_engineer_starts_the_two_minutes_anew(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.clock.advance(minutes=20)
    with unit_of_work(desk.town.runtime) as uow:
        offers.decline(uow, visit_id, desk.town.engineers[0], "flat tyre")
    desk.look()
    assert "unassigned" not in desk.open()
    desk.after(minutes=2)
    assert "unassigned" in desk.open()


def test_what_lapsed_and_is_nobodys_is_one_alert(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.after(minutes=5)
    _lapse(desk, visit_id)
    desk.look()
    assert desk.open() == ["not_accepted"]
    desk.after(minutes=2)
    assert desk.open() == ["unassigned"]
    assert desk.alerts()[0].cleared_why == "taken_back"
    # Who is asked after that has his five minutes, and the next one what is left of them.
    desk.give(visit_id)
    desk.after(minutes=4)
    assert desk.open() == []
    _lapse(desk, visit_id)
    desk.give(visit_id, 1)
    desk.after(minutes=1)
    assert desk.open() == ["not_accepted"]
    desk.accept(visit_id)
    desk.look()
    assert [alert.rung for alert in desk.alerts()] == ["not_accepted", "unassigned", "not_accepted"]


def _lapse(desk: Desk, visit_id: UUID) -> None:
    with unit_of_work(desk.town.runtime) as uow:
        (pending,) = uow.session.scalars(
            select(Offer).where(Offer.visit_id == visit_id, Offer.state == "pending")
        )
        pending.expires_at = uow.now
        uow.session.flush()
        assert offers.expire(uow, pending.id)


def test_eta_that_swings_about_the_hour_rings_once(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.give(visit_id, eta=61)
    desk.look()
    desk.expect(visit_id, 59.5)
    desk.look()
    desk.expect(visit_id, 60.5)
    desk.look()
    assert len(desk.told("alert.raised")) == 1
    desk.expect(visit_id, 58)
    desk.look()
    assert [event["why"] for event in desk.told("alert.cleared")] == ["eta_in_time"]


def test_open_promise_without_a_watch_gets_one(desk: Desk) -> None:
    desk.town.report()
    with unit_of_work(desk.town.runtime) as uow:
        uow.session.execute(delete(Watch))
    again_at = desk.look()
    assert again_at is not None
    assert again_at - desk.clock.now <= timedelta(seconds=30)
    assert len(desk.watches()) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Asia/Shanghai", datetime(2026, 12, 31, 15, 30, tzinfo=UTC)),  # half past eleven on New Year's Eve
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),  # clocks go forward at one
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # clocks go back at one
    ],
)
def test_minutes_are_minutes_at_the_edges_of_the_calendar(desk: Desk, zone: str, local: datetime) -> None:
    with unit_of_work(desk.town.runtime) as uow:
        uow.get(Territory, desk.town.territory_id).time_zone = zone
    desk.clock.now = local
    desk.town.report()
    raised = []
    for _ in range(70):
        desk.after(minutes=1)
        raised = desk.told("alert.raised")
    due = [datetime.fromisoformat(event["due_at"]) - local for event in raised]
    assert due == [timedelta(minutes=2), timedelta(minutes=60)]
    assert [event["late_s"] for event in raised] == [0, 0]
