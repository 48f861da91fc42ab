from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.promise.reads.danger import Cause, Level, danger
from app.promise.rules.ladder import Facts, Ladder
from app.requests.rules.returns import return_clock

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALM = Facts(
    due_at=NOW + timedelta(minutes=40),
    promise_s=3600,
    received_at=NOW - timedelta(minutes=20),
    visit_state="en_route",
    has_engineer=True,
    departed_at=NOW - timedelta(minutes=18),
    accepted_at=NOW - timedelta(minutes=18),
    eta_at=NOW + timedelta(minutes=15),
    position_at=NOW,
)


def of(ladder: Ladder | None = None, **changes: Any) -> tuple[Level, Cause | None]:
    return danger(replace(CALM, **changes), NOW, ladder or Ladder())


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_engineer_well_in_time_needs_nobody() -> None:
    assert of() == (Level.STEADY, None)


def test_promise_is_late_only_after_it_fell_due() -> None:
    assert of(due_at=NOW)[0] is not Level.LATE
    assert of(due_at=ago(0.01)) == (Level.LATE, Cause.BREACHED)


def test_eta_past_due_is_danger_and_on_the_dot_is_merely_tight() -> None:
    assert of(eta_at=CALM.due_at) == (Level.WATCH, Cause.TIGHT)
    assert of(eta_at=CALM.due_at + timedelta(seconds=1)) == (Level.DANGER, Cause.ETA_PAST_DUE)


@pytest.mark.parametrize(("minutes", "level"), [(2, Level.WATCH), (2.1, Level.DANGER)])
def test_request_without_engineer_becomes_danger_after_two_minutes(minutes: float, level: Level) -> None:
    assert of(has_engineer=False, received_at=ago(minutes)) == (level, Cause.UNASSIGNED)


@pytest.mark.parametrize(
    ("state", "since", "minutes", "level", "cause"),
    [
        ("offered", "asked_at", 5, Level.DANGER, Cause.NOT_ACCEPTED),
        ("accepted", "accepted_at", 10, Level.WATCH, Cause.NOT_DEPARTED),
        ("en_route", "position_at", 5, Level.WATCH, Cause.POSITION_STALE),
    ],
)
def test_step_that_is_overdue_is_seen(
    state: str, since: str, minutes: float, level: Level, cause: Cause
) -> None:
    assert of(visit_state=state, **{since: ago(minutes)}) == (Level.STEADY, None)
    assert of(visit_state=state, **{since: ago(minutes + 0.1)}) == (level, cause)


@pytest.mark.parametrize("state", ["planned", "offered"])
def test_a_yes_that_is_overdue_in_sum_is_watched_though_the_next_was_asked_just_now(state: str) -> None:
    asked = {"visit_state": state, "asked_at": ago(1), "first_asked_at": ago(5.1)}
    assert of(**asked) == (Level.WATCH, Cause.NOT_ACCEPTED)
    assert of(**asked | {"first_asked_at": ago(4.9)}) == (Level.STEADY, None)
    assert of(**asked | {"visit_state": "accepted", "accepted_at": ago(0)})[0] is Level.STEADY


def test_who_says_that_he_is_there_is_danger_at_once_and_before_what_else_is_amiss() -> None:
    assert of(claimed_since=NOW) == (Level.DANGER, Cause.CLAIMED)
    assert of(claimed_since=ago(5), has_engineer=False, received_at=ago(5)) == (Level.DANGER, Cause.CLAIMED)
    assert of(claimed_since=NOW + timedelta(minutes=2)) == (Level.STEADY, None)  # held, and may still count
    assert of(claimed_since=ago(5), over=True)[0] is Level.OVER


def test_territory_says_after_how_many_minutes() -> None:
    patient = Ladder(unassigned=timedelta(minutes=15))
    assert of(patient, has_engineer=False, received_at=ago(14)) == (Level.WATCH, Cause.UNASSIGNED)
    assert of(patient, has_engineer=False, received_at=ago(16)) == (Level.DANGER, Cause.UNASSIGNED)


def test_arrived_engineer_ends_the_danger_even_when_late() -> None:
    assert of(visit_state="on_site", arrived_at=NOW, due_at=ago(10)) == (Level.ON_SITE, None)


def test_return_visit_endangers_no_promise() -> None:
    back = {"arrived_at": ago(90), "due_at": ago(60), "visit_state": "planned"}
    assert of(**back) == (Level.STEADY, None)
    assert of(**back, has_engineer=False) == (Level.WATCH, Cause.UNASSIGNED)
    assert of(**back, has_engineer=False, held_back=True) == (Level.WATCH, Cause.PART_AWAITED)


@pytest.mark.parametrize(
    ("since", "eta_in", "state", "level"),
    [
        (5, 30, "planned", (Level.STEADY, None)),
        (5, 275, "planned", (Level.WATCH, Cause.RETURN_WAITS)),
        (61, 10, "accepted", (Level.DANGER, Cause.RETURN_WAITS)),
        (61, 10, "en_route", (Level.WATCH, Cause.RETURN_WAITS)),
        (-600, 640, "planned", (Level.STEADY, None)),
    ],
)
def test_return_visit_has_a_clock_of_its_own(
    since: float, eta_in: float, state: str, level: tuple[Level, Cause | None]
) -> None:
    clock = return_clock(ago(since), None, 3600)
    assert of(arrived_at=ago(90), waits=clock, eta_at=ago(-eta_in), visit_state=state) == level


def test_return_visit_waits_from_when_it_may_begin() -> None:
    assert return_clock(ago(60), ago(-30), 3600).since == ago(-30)
    assert return_clock(ago(60), ago(70), 3600).since == ago(60)
    tomorrow = return_clock(ago(60), ago(-600), 3600)
    assert of(arrived_at=ago(90), waits=tomorrow, eta_at=None, has_engineer=False, visit_state="planned") == (
        Level.WATCH,
        Cause.UNASSIGNED,
    )


def test_finished_request_is_over_whatever_its_clock_says() -> None:
    assert of(over=True, due_at=ago(60)) == (Level.OVER, None)


def test_doubtful_arrival_is_danger_whatever_became_of_the_visit() -> None:
    doubted = {"arrived_at": ago(5), "doubtful_since": ago(5), "visit_state": "on_site"}
    assert of(**doubted) == of(over=True, **doubted) == (Level.DANGER, Cause.ARRIVAL_DOUBTFUL)


def test_five_wrong_codes_are_danger() -> None:
    assert of(codes_wrong_since=ago(1)) == (Level.DANGER, Cause.CODES_WRONG)


@pytest.mark.parametrize("state", ["on_site", "en_route"])
def test_visit_whose_engineer_has_gone_says_so_also_where_the_promise_is_settled(state: str) -> None:
    told = of(visit_state=state, arrived_at=ago(5), gone_since=ago(1))
    assert told == (Level.DANGER, Cause.ENGINEER_GONE)
    assert of(visit_state=state, arrived_at=ago(5))[1] is None


def test_engineer_who_is_on_site_off_duty_is_named() -> None:
    told = of(visit_state="on_site", arrived_at=ago(5), off_duty_since=ago(1))
    assert told == (Level.ON_SITE, Cause.OFF_DUTY_ON_SITE)
