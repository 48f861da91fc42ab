"""The facts of a month: read from the ledger and the tables, stored, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.commands.verdicts import decide
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.kernel.apart import ProcessFailed
from app.promise.commands.corrections import correct
from app.requests.tables import Rating, ServiceRequest, Visit
from app.settings import Settings
from app.shell.runtime import build_runtime
from app.stars.commands import timers
from app.stars.commands.facts import work_out
from app.stars.commands.standings import compare_months, spans_kept
from app.stars.commands.timers import EVERY_NIGHT, NIGHTLY, may_have_changed, nightly
from app.stars.reads.standings import Months, measured, quarters_of, whole_year, year_worked_out
from app.stars.reads.verdicts import months_judged_anew
from app.stars.rules.figures import Subject
from app.stars.rules.leaving_out import Why
from app.stars.rules.measured import Measure
from app.stars.rules.months import Month, month_of, months_between, read_month
from app.stars.tables import StarContribution, StarFact, StarMonth
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town
from tests.support.walk import walk

THIS = Month(2026, 3)


def _worked_out(town: Town, month: Month = THIS) -> list[dict[str, Any]]:
    """Work the month out; returns its contributions as plain rows, in their order."""
    work_out(town.runtime, month)
    with unit_of_work(town.runtime, write=False) as uow:
        return _rows(uow, StarContribution)


def _rows(uow: UnitOfWork, table: Any) -> list[dict[str, Any]]:
    columns = table.__table__
    rows = uow.session.execute(select(columns).order_by(*columns.primary_key))
    return [dict(row._mapping) for row in rows]


def _told(row: dict[str, Any], measure: Measure) -> tuple[float | None, str]:
    return row[measure], row[f"{measure}_why"]


def _change(town: Town, visit: UUID, **values: Any) -> None:
    with unit_of_work(town.runtime) as uow:
        row = uow.get(Visit, visit)
        for name, value in values.items():
            setattr(row, name, value)


def _rate(town: Town, visit: UUID, score: int, **more: Any) -> None:
    with unit_of_work(town.runtime) as uow:
        engineer_id = uow.get(Visit, visit).engineer_id
        own = {"id": uow.new_id(), "visit_id": visit, "engineer_id": engineer_id, "rated_at": uow.now}
        uow.session.add(Rating(**own, score=score, **more))


def _complain(town: Town, visit: UUID) -> UUID:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        about = About(request_id=uow.get(Visit, visit).request_id)
        key = "019cac0f-278f-74ae-b3af-074d6b32dc10"
        return calls.log(uow, Taken(key, CallOutcome.COMPLAINT, "Ms Li", "021-62781234", "Rude."), about).id


def _judge(town: Town, call_id: UUID, engineer: int, finding: ComplaintFinding, seen: int = 0) -> None:
    with unit_of_work(town.runtime, Principal(Role.MANAGER, "Wu", user_id=UUID(int=7))) as uow:
        said = ComplaintDecision(finding, AboutWhom.ENGINEER, "Heard both.", town.engineers[engineer])
        decide(uow, call_id, said, seen)


def test_month_is_stored_and_worked_out_again_to_the_same(town: Town, clock: FakeClock) -> None:
    visit = town.report(asset_id=town.asset_id)
    walk(town, visit, on_site=20, completed=50)
    late = town.report(km=5)
    walk(town, late, on_site=75, completed=90, engineer=1)
    _rate(town, visit, 4, on_time=5, technical=3, attitude=3, five_ones_used=False, problem_solved=True)
    clock.advance(hours=3)
    before = _worked_out(town)
    own = next(row for row in before if row["visit_id"] == visit)
    assert _told(own, Measure.PROMISE_OWN_STAGES) == (1.0, "")
    assert _told(own, Measure.TIME_AGAINST_EXPECTED) == (1.0, "")
    assert _told(own, Measure.CUSTOMER_SCORE) == (3.75, "")
    assert _told(own, Measure.CALL_BACK_SOLVED) == (1.0, "")
    assert _told(own, Measure.NO_REPEAT) == (None, Why.NOT_OVER_YET)
    assert _told(own, Measure.EVIDENCE_IN_TIME) == (0.0, Why.FIVE_ONES_UNUSED)
    assert (own["model"], own["fault_code"], own["remoteness"]) == ("M1", "no_boot", 0)
    assert _told(own, Measure.COMPLAINTS_UPHELD) == (0.0, "")
    broken = next(row for row in before if row["visit_id"] == late)
    assert _told(broken, Measure.PROMISE_OWN_STAGES) == (0.0, Why.TRAVEL)
    assert _told(broken, Measure.EVIDENCE_IN_TIME) == (None, Why.NO_MESSAGES)
    assert broken["remoteness"] == 1
    assert _worked_out(town) == before
    with unit_of_work(town.runtime, write=False) as uow:
        facts = {
            (row["subject_id"], row["measure"]): (row["cases"], row["total"], row["left_out"])
            for row in _rows(uow, StarFact)
        }
        assert uow.get(StarMonth, "2026-03").visits == 2
    assert facts[(town.engineers[0], "promise_own_stages")] == (1, 1.0, 0)
    assert facts[(town.engineers[1], "promise_own_stages")] == (1, 0.0, 0)
    assert facts[(town.engineers[1], "customer_score")] == (0, 0.0, 1)


def test_correction_in_the_ledger_shows_as_a_changed_row(town: Town, clock: FakeClock) -> None:
    visit = town.report()
    walk(town, visit, on_site=75, completed=90)
    clock.advance(hours=3)
    assert _told(_worked_out(town)[0], Measure.PROMISE_OWN_STAGES) == (0.0, Why.TRAVEL)
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, uow.get(Visit, visit).request_id)
        correct(uow, request.id, {"on_site_at": request.requested_at + timedelta(minutes=50)}, "Gate log.")
    row = _worked_out(town)[0]
    assert _told(row, Measure.PROMISE_OWN_STAGES) == (1.0, "")
    assert row[Measure.TIME_AGAINST_EXPECTED] == pytest.approx(40 / 30, abs=1e-6)


def test_verdict_stands_at_the_visit_and_a_later_one_has_its_month_worked_out_anew(
    town: Town, clock: FakeClock
) -> None:
    visit = town.report()
    walk(town, visit, on_site=20, completed=50)
    walk(town, town.report(km=3), on_site=20, completed=50, engineer=1)
    clock.advance(days=62)
    call_id = _complain(town, visit)
    _judge(town, call_id, 0, ComplaintFinding.PARTLY_UPHELD)
    rows = {row["visit_id"]: _told(row, Measure.COMPLAINTS_UPHELD) for row in _worked_out(town)}
    assert rows == {visit: (0.5, Why.UPHELD)} | dict.fromkeys(rows.keys() - {visit}, (0.0, ""))
    clock.advance(hours=1)
    _judge(town, call_id, 0, ComplaintFinding.UPHELD, seen=1)
    clock.advance(hours=1)
    nightly(town.runtime, EVERY_NIGHT)
    with unit_of_work(town.runtime, write=False) as uow:
        row = next(row for row in _rows(uow, StarContribution) if row["visit_id"] == visit)
        assert _told(row, Measure.COMPLAINTS_UPHELD) == (1.0, Why.UPHELD)
        found = measured(uow, Subject.ENGINEER, town.engineers[0], quarters_of(2026)[0])
        assert found[Measure.COMPLAINTS_UPHELD].cases == 1
        assert months_judged_anew(uow) == []


def test_promise_is_of_who_had_it_when_due_and_the_repair_of_who_made_it(
    town: Town, clock: FakeClock
) -> None:
    visit = town.report()
    walk(town, visit, on_site=80, completed=95, engineer=1)
    clock.advance(hours=3)
    _change(town, visit, passed_on_at=clock.now - timedelta(minutes=110), due_engineer_id=town.engineers[0])
    rows = {row["engineer_id"]: row for row in _worked_out(town)}
    first, second = (rows[key] for key in town.engineers)
    assert first[Measure.PROMISE_OWN_STAGES] == 0.0
    assert _told(first, Measure.FIRST_TIME_FIX) == (None, Why.OTHER_ENGINEER)
    assert _told(second, Measure.PROMISE_OWN_STAGES) == (None, Why.OTHER_VISIT)
    assert second[Measure.FIRST_TIME_FIX] == 1.0


def test_same_machine_again_in_another_month_is_the_first_repairs_failure(
    town: Town, clock: FakeClock
) -> None:
    walk(town, town.report(asset_id=town.asset_id), on_site=20, completed=50)
    clock.advance(days=29, hours=20)
    walk(town, town.report(asset_id=town.asset_id), on_site=20, completed=50, engineer=1)
    clock.advance(hours=5)
    assert _told(_worked_out(town)[0], Measure.NO_REPEAT) == (0.0, Why.CAME_BACK)
    assert len(_worked_out(town, Month(2026, 4))) == 2
    clock.advance(days=40)
    nightly(town.runtime, "2026-04")
    with unit_of_work(town.runtime, write=False) as uow:
        rows = {row["month"]: row for row in _rows(uow, StarContribution)}
    assert _told(rows["2026-04"], Measure.NO_REPEAT) == (1.0, "")


def test_open_visits_wait_and_cancelled_ones_say_so(town: Town, clock: FakeClock) -> None:
    open_visit, cancelled = town.report(), town.report(km=2)
    walk(town, open_visit, on_site=20)
    walk(town, cancelled)
    _change(town, cancelled, state="cancelled")
    clock.advance(hours=2)
    rows = _worked_out(town)
    assert [row["visit_id"] for row in rows] == [cancelled]
    assert _told(rows[0], Measure.FIRST_TIME_FIX) == (None, Why.CANCELLED)


def test_night_works_out_what_may_change_and_what_everybody_comes_to(town: Town, clock: FakeClock) -> None:
    for n in range(4):
        walk(town, town.report(km=n), on_site=20 + n, completed=50, engineer=n % 2)
    clock.advance(hours=3)
    with unit_of_work(town.runtime, write=False) as uow:
        first, last = may_have_changed(uow)
    assert (str(first), str(last)) == ("2026-01", "2026-03")
    again_at = nightly(town.runtime, EVERY_NIGHT)
    assert again_at is not None
    assert timedelta(0) < again_at - clock.now <= timedelta(days=1)
    with unit_of_work(town.runtime, write=False) as uow:
        months = Months(Month(2026, 1), THIS)
        found = measured(uow, Subject.ENGINEER, town.engineers[0], months)
        fix = found[Measure.FIRST_TIME_FIX]
        assert fix.cases == 2
        assert (fix.low, fix.high, fix.raw, fix.tells) == (1.0, 1.0, 1.0, False)  # four visits in all
        assert found[Measure.TIME_AGAINST_EXPECTED].value == pytest.approx(1.0, abs=0.1)
        assert measured(uow, Subject.ENGINEER, town.engineers[0], quarters_of(2026)[0]) == found
        assert year_worked_out(uow, whole_year(2026)) == months
        assert year_worked_out(uow, whole_year(2025)) is None
    assert compare_months(town.runtime, Months(THIS, THIS)) == compare_months(
        town.runtime, Months(THIS, THIS)
    )
    assert NIGHTLY


@pytest.mark.any_database
def test_quarters_and_years_that_are_over_are_kept_ready() -> None:
    kept = spans_kept([Month(2025, 12), Month(2026, 1)], Month(2026, 2))
    assert [f"{one.first} {one.last}" for one in kept] == [
        "2025-01 2025-12",
        "2025-03 2026-02",
        "2025-10 2025-12",
        "2025-12 2026-02",
        "2026-01 2026-02",
        "2026-01 2026-03",
    ]


@pytest.mark.any_database
def test_months_are_those_of_a_places_clock() -> None:
    assert read_month("2026-12") == Month(2026, 12)
    assert [read_month(text) for text in ("2026-13", "26-01", "2026-1", "٢٠٢٦-01", "")] == [None] * 5
    assert str(Month(2026, 1).later(-1)) == "2025-12"
    begin, end = Month(2026, 3).span("Asia/Shanghai")
    assert begin.isoformat() == "2026-02-28T16:00:00+00:00"
    assert month_of(begin, "Asia/Shanghai") == Month(2026, 3)
    assert month_of(end, "America/New_York") == Month(2026, 3)
    assert [str(one) for one in months_between(Month(2025, 12), Month(2026, 2))] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert months_between(Month(2026, 2), Month(2026, 1)) == []


def _means(settings: Settings, now: datetime) -> Runtime:
    """The means of the other process, which can take nothing over but what can be sent."""
    return build_runtime(settings, FakeClock(now))


def test_large_company_s_night_is_worked_out_where_no_page_waits_for_it(
    town: Town, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2):
        walk(town, town.report(km=n), on_site=20 + n, completed=50, engineer=n)
    clock.advance(hours=3)
    here = _worked_out(town)
    monkeypatch.setattr(timers, "MANY_REQUESTS", 1)
    monkeypatch.setattr(timers, "work_out", None)  # this process could not do it
    with pytest.raises(TypeError):
        nightly(town.runtime, EVERY_NIGHT)
    elsewhere = partial(_means, town.runtime.settings, clock.now)
    nightly(replace(town.runtime, means_elsewhere=elsewhere), EVERY_NIGHT)
    with unit_of_work(town.runtime, write=False) as uow:
        assert _rows(uow, StarContribution) == here
        assert set(uow.session.scalars(select(StarMonth.month))) == {"2026-01", "2026-02", "2026-03"}


@pytest.mark.any_database
def test_failure_in_the_other_process_is_no_success(town: Town, clock: FakeClock) -> None:
    elsewhere = partial(_means, town.runtime.settings, clock.now)
    with pytest.raises(ProcessFailed):
        replace(town.runtime, means_elsewhere=elsewhere).apart(_fail)


def _fail(runtime: Runtime) -> None:
    raise ValueError(runtime.settings.database_url)
