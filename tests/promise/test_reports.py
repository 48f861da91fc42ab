"""The figures are counted from what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import unit_of_work
from app.promise.reads.reports import Waits, promises
from app.registers.commands import registry
from app.registers.tables import Engineer
from app.requests.commands.cancel import cancel_request
from app.requests.commands.follow_up import follow_up
from app.requests.rules.promise import Stage
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk


def test_nothing_was_asked_for_and_nothing_is_claimed(town: Town) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        report = promises(uow)
    assert (report.requests, report.hour.kept, report.hour.broken, report.hour.kept_pct) == (0, 0, 0, None)
    assert report.wait_min == Waits(None, None, None)
    assert report.first_time_fix_pct is None


def test_promises_are_kept_until_the_hour_and_broken_after(town: Town, clock: FakeClock) -> None:
    walk(town, town.report(), on_site=60, completed=90)
    walk(town, town.report(), on_site=61, completed=80, engineer=1)
    walk(town, town.report(), on_site=20)
    clock.advance(hours=2)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).stars = 5
    with unit_of_work(town.runtime, write=False) as uow:
        report = promises(uow)
    assert (report.requests, report.hour.kept, report.hour.broken, report.hour.kept_pct) == (3, 2, 1, 66.67)
    assert report.wait_min == Waits(47.0, 61.0, 61.0)
    assert report.hour.breaches_by_stage == {**dict.fromkeys(map(str, Stage), 0), "travel": 1}
    assert report.visits_by_star == {"1": 0, "2": 0, "3": 2, "4": 0, "5": 1}
    assert (report.first_time_fix_pct, report.not_ended) == (100.0, 1)


def test_past_visits_keep_the_stars_that_were_held_then(town: Town, clock: FakeClock) -> None:
    walk(town, town.report(), on_site=10, completed=30)
    clock.advance(hours=2)
    with unit_of_work(town.runtime) as uow:
        said = {"stars": 5, "stars_reason": "Certified."}
        registry.update(uow, "engineer", uow.get(Engineer, town.engineers[0]), said)
    walk(town, town.report(), on_site=10, completed=30)
    with unit_of_work(town.runtime, write=False) as uow:
        assert promises(uow).visits_by_star == {"1": 0, "2": 0, "3": 1, "4": 0, "5": 1}


def test_a_promise_that_nobody_came_for_is_broken_by_the_stage_that_hangs(
    town: Town, clock: FakeClock
) -> None:
    town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        assert promises(uow).hour.broken == 0
    clock.advance(minutes=61)
    with unit_of_work(town.runtime, write=False) as uow:
        report = promises(uow)
    assert (report.hour.broken, report.hour.breaches_by_stage["assignment"], report.not_ended) == (1, 1, 1)


@pytest.mark.parametrize(("minutes", "late"), [(30, 0), (90, 1)])
def test_calling_off_is_counted_apart_and_late_calls_show(
    town: Town, clock: FakeClock, minutes: int, late: int
) -> None:
    request_id = town.visit(town.report()).request_id
    clock.advance(minutes=minutes)
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "solved itself")
    clock.advance(days=1)
    with unit_of_work(town.runtime, write=False) as uow:
        report = promises(uow)
    assert (report.requests, report.hour.cancelled, report.hour.cancelled_late) == (1, 1, late)
    assert (report.hour.kept, report.hour.broken, report.not_ended) == (0, 0, 0)


def test_a_return_visit_is_no_first_time_fix(town: Town, clock: FakeClock) -> None:
    request_id = walk(town, town.report(), on_site=10, completed=30)
    clock.advance(hours=1)
    with unit_of_work(town.runtime) as uow:
        follow_up(uow, request_id, solved=False, result="still jams")
    with unit_of_work(town.runtime, write=False) as uow:
        assert (promises(uow).first_time_fix_pct, promises(uow).not_ended) == (0.0, 1)


def test_a_span_holds_its_start_and_not_its_end(town: Town, clock: FakeClock) -> None:
    start = clock.now
    town.report()
    clock.advance(minutes=10)
    town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        assert promises(uow, start, clock.now).requests == 1
        assert promises(uow, start + timedelta(seconds=1)).requests == 1
        assert promises(uow, None, start).requests == 0
