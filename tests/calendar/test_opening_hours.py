"""Coverage hours: what is refused, what is made of old rows, and when they open next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.errors import CoverageInvalid
from app.calendar.rules.opening_hours import (
    WEEKDAYS,
    Coverage,
    next_opening,
    parse_coverage,
    salvaged_coverage,
    weekday_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE_DAYS = WEEKDAYS[:5]
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SPANS = st.lists(st.tuples(CLOCKS, CLOCKS), max_size=3)
COVERAGES = st.dictionaries(st.sampled_from(WEEKDAYS), SPANS, min_size=1).filter(lambda c: any(c.values()))
INSTANTS = st.integers(0, 2 * 365 * 86_400).map(
    lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WEEKDAYS), inner, max_size=3),
    max_leaves=8,
)


def _local(text: str, tz: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def _hours(*spans: Sequence[str], days: Sequence[str] = WEEKDAYS) -> Coverage:
    return parse_coverage({day: [list(span) for span in spans] for day in days})


def test_a_span_past_midnight_covers_the_small_hours() -> None:
    nights = parse_coverage({"mon": [["22:00", "06:00"]]})
    assert next_opening(_local("2026-03-03T05:59"), nights, SHANGHAI) == _local("2026-03-03T05:59")
    assert next_opening(_local("2026-03-03T06:00"), nights, SHANGHAI) == _local("2026-03-09T22:00")


def test_twenty_four_hundred_ends_the_day() -> None:
    monday = parse_coverage({"mon": [["00:00", "24:00"]]})
    assert next_opening(_local("2026-03-02T23:59"), monday, SHANGHAI) == _local("2026-03-02T23:59")
    assert next_opening(_local("2026-03-03T00:00"), monday, SHANGHAI) == _local("2026-03-09T00:00")


def test_openings_follow_the_wall_clock_through_daylight_saving() -> None:
    sunday = parse_coverage({"sun": [["09:00", "12:00"]]})
    opening = next_opening(_local("2026-03-28T20:00", BERLIN), sunday, BERLIN)
    assert opening == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_an_opening_that_the_clocks_skip_is_where_they_skip() -> None:
    early = _hours(("02:30", "06:00"))
    assert next_opening(_local("2026-03-08T00:00", NEW_YORK), early, NEW_YORK) == datetime(
        2026, 3, 8, 7, tzinfo=UTC
    )


def test_an_hour_that_comes_twice_is_covered_both_times() -> None:
    small_hours = _hours(("01:15", "01:45"))
    between = datetime(2026, 11, 1, 5, 50, tzinfo=UTC)  # 01:50 for the first time
    assert next_opening(datetime(2026, 11, 1, 4, tzinfo=UTC), small_hours, NEW_YORK) == datetime(
        2026, 11, 1, 5, 15, tzinfo=UTC
    )
    assert next_opening(between, small_hours, NEW_YORK) == between


def test_a_sunday_night_in_new_york_waits_for_monday_morning() -> None:
    office = _hours(("08:00", "18:00"), days=OFFICE_DAYS)
    opening = next_opening(_local("2026-11-01T00:30", NEW_YORK), office, NEW_YORK)
    assert opening == _local("2026-11-02T08:00", NEW_YORK)


def test_a_long_closure_ends_where_it_ends() -> None:
    office = _hours(("08:00", "18:00"), days=OFFICE_DAYS)
    reopens = date(2026, 3, 30)
    opening = next_opening(
        _local("2026-03-02T09:00"), office, SHANGHAI, lambda d: weekday_of(d) if d >= reopens else None
    )
    assert opening == _local("2026-03-30T08:00")


def test_what_never_opens_opens_never() -> None:
    with pytest.raises(CoverageInvalid):
        next_opening(_local("2026-03-02T09:00"), {}, SHANGHAI)


def test_a_make_up_day_has_the_hours_of_the_day_it_stands_in_for() -> None:
    wednesdays = parse_coverage({"wed": [["10:00", "12:00"]]})
    worked = date(2026, 10, 10)
    opening = next_opening(
        _local("2026-10-09T09:00"), wednesdays, SHANGHAI, lambda d: "wed" if d == worked else weekday_of(d)
    )
    assert opening == _local("2026-10-10T10:00")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"someday": [["09:00", "18:00"]]}, "someday"),
        ({"mon": [["09:00"]]}, "mon[0]"),
        ({"mon": [["09:00", "18:00"], ["late", "later"]]}, "mon[1]"),
        ({"mon": [["08:00+08:00", "18:00"]]}, "mon[0]"),
        ({"mon": [["08:00:30", "18:00"]]}, "mon[0]"),
        ({"mon": [["24:00", "18:00"]]}, "mon[0]"),
        ({"mon": [["08:00", "24:30"]]}, "mon[0]"),
        ({"mon": [["8:00", "18:00"]]}, "mon[0]"),
        ({"mon": [["0800", "1800"]]}, "mon[0]"),
        ({"mon": [["08:00", "08:00"]]}, "mon[0]"),
        ({"mon": [[8, 18]]}, "mon[0]"),
        ({"mon": ["08:00"]}, "mon[0]"),
        ({"mon": "08:00-18:00"}, "mon"),
        ({"mon": [["08:00", "12:00"], ["11:59", "18:00"]]}, "mon[1]"),
        ({"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}, "tue[0]"),
        ({"sun": [["22:00", "06:00"]], "mon": [["05:00", "09:00"]]}, "mon[0]"),
        ({"mon": [["08:00", "09:00"]] * 25}, "mon"),
        ({"mon": []}, ""),
        ({}, ""),
        ([], ""),
    ],
)
def test_coverage_that_cannot_be_read_names_the_place(raw: Any, path: str) -> None:
    with pytest.raises(CoverageInvalid) as refused:
        parse_coverage(raw)
    assert refused.value.path == path


def test_spans_that_touch_do_not_overlap() -> None:
    touching = parse_coverage({"mon": [["00:00", "12:00"], ["12:00", "24:00"]], "tue": [["00:00", "01:00"]]})
    assert len(touching["mon"]) == 2


def test_an_offset_in_an_old_row_is_dropped_and_the_rest_counts() -> None:
    found = salvaged_coverage({"mon": [["08:00+08:00", "18:00:30"], ["x", "y"]], "someday": 3})
    assert found is not None
    assert found["mon"] == [(time(8), time(18, 0, 30))]


@given(JUNK)
def test_whatever_a_database_holds_is_read(raw: Any) -> None:
    coverage = salvaged_coverage(raw)
    if coverage is not None:
        next_opening(datetime(2026, 3, 2, tzinfo=UTC), coverage, SHANGHAI)


@given(COVERAGES, INSTANTS, st.sampled_from([SHANGHAI, BERLIN, NEW_YORK]))
def test_the_next_opening_is_open_and_not_before_the_question(
    coverage: Coverage, at: datetime, tz: ZoneInfo
) -> None:
    opening = next_opening(at, coverage, tz)
    assert at <= opening <= at + timedelta(days=9)
    assert next_opening(opening, coverage, tz) == opening
