"""When the promise falls due, and who used the hour up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.calendar.rules.due_times import due_at, opens_at
from app.calendar.rules.opening_hours import parse_coverage
from app.requests.rules.promise import Milestones, Stage, blamed_stage, stage_seconds

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = parse_coverage({day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})


def _local(text: str, tz: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def _after(minutes: float) -> datetime:
    return datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)


def test_the_promise_runs_from_the_request() -> None:
    assert due_at(_after(0), 3600) == _after(60)


def test_inside_coverage_the_clock_starts_at_once() -> None:
    asked = _local("2026-03-02T17:59")
    assert due_at(asked, 3600, OFFICE_HOURS, SHANGHAI) == _local("2026-03-02T18:59")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-03-02T18:00", "2026-03-03T10:00"),
        ("2026-03-02T08:00", "2026-03-02T10:00"),
        ("2026-03-06T23:30", "2026-03-09T10:00"),
        ("2026-12-31T19:00", "2027-01-01T10:00"),
    ],
)
def test_outside_coverage_it_starts_at_the_next_opening(asked: str, due: str) -> None:
    assert due_at(_local(asked), 3600, OFFICE_HOURS, SHANGHAI) == _local(due)


def test_where_nothing_ever_opens_the_promise_runs_from_the_request() -> None:
    assert due_at(_after(0), 3600, OFFICE_HOURS, SHANGHAI, lambda _day: None) == _after(60)


@pytest.mark.parametrize(
    ("not_before", "opens"),
    [(None, 120), (90, 120), (150, 150)],
)
def test_no_arrival_is_planned_before_the_hour_begins(not_before: float | None, opens: float) -> None:
    earliest = None if not_before is None else _after(not_before)
    assert opens_at(_after(180), 3600, earliest, _after(0)) == _after(opens)
    assert opens_at(_after(180), 3600, earliest, _after(opens)) is None


def test_stages_add_up_to_the_wait() -> None:
    passed = Milestones(_after(0), _after(1), _after(3), _after(4), _after(9), _after(50))
    spent = stage_seconds(passed, _after(500))
    assert list(spent.values()) == [60, 120, 60, 300, 2460, 0]
    assert sum(spent.values()) == 50 * 60


def test_the_stage_under_way_runs_and_later_ones_have_not_begun() -> None:
    spent = stage_seconds(Milestones(_after(0), _after(1), _after(3)), _after(20))
    assert spent[Stage.ACCEPTANCE] == 17 * 60
    assert spent[Stage.TRAVEL] == 0


@pytest.mark.parametrize(
    ("minutes", "blamed"),
    [
        ((40, 41, 42, 43, 70), Stage.INTAKE),
        ((1, 50, 51, 52, 70), Stage.ASSIGNMENT),
        ((1, 2, 40, 41, 70), Stage.ACCEPTANCE),
        ((1, 2, 3, 40, 70), Stage.DEPARTURE),
        ((1, 2, 3, 4, 70), Stage.TRAVEL),
    ],
)
def test_a_breach_names_the_stage_furthest_over_its_share(minutes: tuple[int, ...], blamed: Stage) -> None:
    assert blamed_stage(Milestones(_after(0), *(_after(m) for m in minutes)), _after(70), 3600) is blamed


def test_a_longer_promise_has_longer_shares() -> None:
    passed = Milestones(_after(0), _after(1), _after(3), _after(13), _after(14), _after(130))
    assert blamed_stage(passed, _after(130), 7200) is Stage.TRAVEL


@pytest.mark.parametrize(("turned_away", "blamed"), [(60, Stage.ACCESS), (60.1, Stage.TRAVEL)])
def test_who_was_turned_away_at_the_last_moment_was_in_time(turned_away: float, blamed: Stage) -> None:
    passed = Milestones(
        _after(0), _after(1), _after(2), _after(3), _after(4), turned_away_at=_after(turned_away)
    )
    assert blamed_stage(passed, _after(70), 3600) is blamed
