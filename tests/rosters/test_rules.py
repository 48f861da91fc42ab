"""Patterns, copies, leave and cover, by the clocks of places that change them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.registers.rules.roster import Presence, ShiftKind, without
from app.rosters.reads.roster import DayHead
from app.rosters.rules.cover import at_least, gaps, hours
from app.rosters.rules.drafts import copied, drafted
from app.rosters.rules.duties import duties
from app.rosters.rules.local_days import days_from, hours_of, instant, span_of
from app.rosters.rules.pattern_text import read_days, write_days
from app.rosters.rules.patterns import BUILT_IN, Pattern, Piece, days_of_json
from app.rosters.rules.staffing import wanted
from app.rosters.rules.strain import IN_A_ROW, OF_A_WEEK, REST, strains
from app.rosters.rules.turns import in_turn, turns

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
HE = UUID(int=1)
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def at(hour: float) -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC) + hour * HOUR


def there(begin: float, end: float) -> Presence:
    return Presence(at(begin), at(end))


def row(begin: datetime, end: datetime, breaks: Any = ()) -> Any:
    return SimpleNamespace(
        engineer_id=HE, starts_at=begin, ends_at=end, kind="duty", setout_s=0, breaks=list(breaks)
    )


def test_leave_takes_its_part_of_a_shift_and_of_its_breaks() -> None:
    shift = Presence(at(8), at(18), ((at(12), at(13)),))
    left = without(shift, [(at(12.5), at(14)), (at(17), at(30))])
    assert [(one.starts_at, one.ends_at) for one in left] == [(at(8), at(12.5)), (at(14), at(17))]
    assert left[0].breaks == ((at(12), at(12.5)),)
    assert without(shift, [(at(0), at(24))]) == []
    assert without(shift, [(at(18), at(20)), (at(0), at(8))]) == [shift]


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=4)


@given(SPANS)
def test_what_leave_leaves_is_just_the_rest(leaves: list[tuple[int, int]]) -> None:
    shift = there(8, 24)
    left = without(shift, [(at(a), at(a + n)) for a, n in leaves])
    for minute in range(7 * 60 + 30, 25 * 60, 30):
        moment = at(minute / 60)
        away = any(at(a) <= moment < at(a + n) for a, n in leaves)
        inside = shift.starts_at <= moment < shift.ends_at
        assert any(one.starts_at <= moment < one.ends_at for one in left) == (inside and not away)


def test_days_of_a_changed_clock_have_23_and_25_hours() -> None:
    assert [len(list(hours_of(day, BERLIN))) for day in (SPRING, AUTUMN, MONDAY)] == [23, 25, 24]
    assert span_of(SPRING, BERLIN)[1] - span_of(SPRING, BERLIN)[0] == 23 * HOUR


def test_a_night_over_the_changed_clock_lasts_by_the_clock() -> None:
    night = Piece(22 * 60, 30 * 60)
    lengths = [drafted(HE, day - DAY, night, BERLIN) for day in (SPRING, AUTUMN)]
    assert [one.ends_at - one.starts_at for one in lengths if one] == [7 * HOUR, 9 * HOUR]
    assert drafted(HE, SPRING, Piece(120, 180), BERLIN) is None


def test_a_copied_week_keeps_the_clock_and_a_night_cut_at_midnight_is_one_duty() -> None:
    sunday = SUNDAY
    late = row(instant(sunday, 22 * 60, NEW_YORK), instant(sunday, 24 * 60, NEW_YORK))
    early = row(late.ends_at, instant(sunday, 30 * 60, NEW_YORK), [])
    day = row(instant(MONDAY, 480, NEW_YORK), instant(MONDAY, 960, NEW_YORK))
    found = duties([early, day, late], NEW_YORK)
    assert found == [[day], [late, early]]
    target = MONDAY + timedelta(days=7)
    made = copied(found, [(MONDAY + n * DAY, target + n * DAY) for n in range(7)], NEW_YORK)
    assert [one.starts_at for one in made] == [
        instant(target, 480, NEW_YORK),
        instant(target, 6 * 1440 + 22 * 60, NEW_YORK),
        instant(target, 7 * 1440, NEW_YORK),
    ]


def test_round_the_clock_in_whole_days_is_no_endless_duty() -> None:
    whole = [
        row(instant(MONDAY, n * 1440, SHANGHAI), instant(MONDAY, (n + 1) * 1440, SHANGHAI)) for n in range(4)
    ]
    assert len(duties(whole, SHANGHAI)) == 4


@pytest.mark.parametrize("key", ["four_crews_three_shifts", "day_night_rest_rest"])
def test_four_crews_cover_every_hour_with_one_and_no_piece_overlaps(key: str) -> None:
    pattern = BUILT_IN[key]
    last = MONDAY + timedelta(days=40)
    by_crew = [
        [
            d
            for on, piece in pattern.pieces(crew, MONDAY, last, MONDAY)
            if (d := drafted(HE, on, piece, SHANGHAI))
        ]
        for crew in range(1, 5)
    ]
    for own in by_crew:
        assert all(a.ends_at < b.starts_at for a, b in pairwise(own))
    everybody = [Presence(d.starts_at, d.ends_at) for own in by_crew for d in own]
    begin, end = span_of(MONDAY + DAY, SHANGHAI)[0], span_of(last, SHANGHAI)[1]
    assert gaps(everybody, begin, end) == []
    assert at_least([(p.starts_at, p.ends_at) for p in everybody], begin, end) == 1


def test_weekly_patterns_begin_on_a_monday_wherever_they_are_applied_from() -> None:
    pieces = list(
        BUILT_IN["five_two"].pieces(1, MONDAY + timedelta(days=3), MONDAY + timedelta(days=9), MONDAY)
    )
    assert [on.weekday() for on, _ in pieces] == [3, 4, 0, 1, 2]
    early, late = (
        [piece.begins for _, piece in BUILT_IN["two_shifts"].pieces(crew, MONDAY, SUNDAY, MONDAY)]
        for crew in (1, 2)
    )
    assert (set(early), set(late)) == ({7 * 60}, {15 * 60})


def test_patterns_are_written_as_people_write_them() -> None:
    said = "08:00-20:00 (12:00-12:30)\n20:00-08:00 （00:00-00:30）\n休\n6:00-8:00, 18:00-22:00 on call 20"
    days = read_days(said, "days")
    assert read_days(write_days(days), "days") == days
    read = days_of_json(days)
    assert read[0] == (Piece(480, 1200, breaks=((720, 750),)),)
    assert read[1] == (Piece(1200, 1920, breaks=((1440, 1470),)),)
    assert read[2] == ()
    assert read[3][1].setout_s == 1200
    with pytest.raises(Invalid, match="days"):
        read_days("08:00-20:00\nlunch at noon", "days")


def test_hours_count_the_least_and_gaps_are_told_by_the_minute() -> None:
    found = hours([there(8, 12), there(9.5, 12)], [(at(n), at(n + 1)) for n in range(7, 13)])
    assert [one.on_duty for one in found] == [0, 1, 1, 2, 2, 0]
    assert [one.nobody for one in found] == [True, False, False, False, False, True]
    assert gaps([there(8, 12), there(12 + 1 / 60, 14)], at(8), at(15)) == [(at(14), at(15))]


def test_a_break_is_no_gap_but_nobody_to_count() -> None:
    lunch = Presence(at(8), at(18), ((at(12), at(12.5)),))
    (noon,) = hours([lunch], [(at(12), at(13))])
    assert (noon.rostered, noon.nobody) == (0, False)


def test_more_requests_want_more_engineers_and_more_slack_fewer() -> None:
    assert wanted(0, 2600, 2800) == 0
    figures = [wanted(rate, 2600, 2800) for rate in (0.05, 1, 2, 5, 20)]
    assert figures == sorted(figures)
    assert figures[0] == 1
    assert wanted(5, 2600, 300) >= wanted(5, 2600, 2800)
    assert wanted(5, 2600, 2800) > 5 * 2600 / 3600
    assert days_from(MONDAY, 2) == [MONDAY, MONDAY + DAY]


def test_shifts_that_touch_do_not_overlap() -> None:
    day = drafted(HE, MONDAY, Piece(8 * 60, 16 * 60), "UTC")
    assert day is not None
    assert not day.overlaps(at(16), at(24))
    assert not day.overlaps(at(0), at(8))
    assert day.overlaps(at(15.9), at(24))
    assert day.overlaps(at(0), at(8.1))


def strained(*spans: Presence, new: int = 0) -> list[tuple[str, float]]:
    """What is too much for one engineer, where the last `new` shifts are new: all where it is left out."""
    fresh = [(one.starts_at, one.ends_at) for one in spans[-new:]]
    return [(one.kind, one.hours) for one in strains(spans, fresh, "UTC")]


def test_too_little_rest_and_too_long_weeks_are_told() -> None:
    day, night = there(8, 20), there(20, 32)
    assert strained(day, night) == [(IN_A_ROW, 24.0)]
    assert strained(there(8, 20), there(29, 37)) == [(REST, 9.0)]
    assert strained(there(8, 20), there(31, 39)) == [], "eleven hours are enough"
    six = [there(24 * n + 8, 24 * n + 17) for n in range(6)]
    assert strained(*six) == [(OF_A_WEEK, 54.0)]
    rested = [Presence(one.starts_at, one.ends_at, ((one.starts_at, one.starts_at + HOUR),)) for one in six]
    assert strained(*rested) == [], "breaks are no work"
    assert strained(there(20, 32), *[there(24 * n + 8, 24 * n + 18) for n in (2, 3, 4, 5)]) == [
        (OF_A_WEEK, 52.0)
    ]


def test_what_was_too_much_before_is_not_told_of_new_shifts_elsewhere() -> None:
    before = there(8, 20), there(29, 37)
    assert strained(*before, there(100, 108), new=1) == []
    assert strained(*before, there(45, 53), new=1) == [(REST, 8.0)]
    call = Presence(at(20), at(32), kind=ShiftKind.ON_CALL, setout_s=1200)
    assert strained(there(8, 20), call, there(32, 40)) == [], "who waits at home rests"


@pytest.mark.parametrize("key", BUILT_IN)
def test_built_in_patterns_ask_nobody_too_much(key: str) -> None:
    pattern = BUILT_IN[key]
    for crew in range(1, pattern.crews + 1):
        made = [
            draft
            for on, piece in pattern.pieces(crew, MONDAY, MONDAY + 55 * DAY, MONDAY)
            if (draft := drafted(HE, on, piece, SHANGHAI))
        ]
        spans = [Presence(one.starts_at, one.ends_at, one.breaks) for one in made]
        assert strains(spans, [(one.starts_at, one.ends_at) for one in made], SHANGHAI) == []


@pytest.mark.parametrize("pattern", BUILT_IN.values(), ids=BUILT_IN)
def test_about_half_of_those_on_duty_rest_at_once(pattern: Pattern) -> None:
    people = [UUID(int=n) for n in range(2 * pattern.crews + 1)]
    crews = {key: n % pattern.crews + 1 for n, key in enumerate(people)}
    turn = turns(people, crews)
    for on in days_from(MONDAY, len(pattern.days)):
        there = [
            in_turn(piece, turn[key]) for key in people for piece in pattern.day_of(crews[key], on, MONDAY)
        ]
        for begins in {piece.begins for piece in there}:
            crew = [piece for piece in there if piece.begins == begins]
            for minute in range(begins, crew[0].ends):
                resting = sum(a <= minute < b for piece in crew for a, b in piece.breaks)
                assert resting <= (len(crew) + 1) // 2


def test_a_break_moves_before_the_others_where_the_shift_ends_and_stays_where_neither_fits() -> None:
    last = Piece(480, 960, breaks=((600, 615), (930, 960)))
    assert in_turn(last, 1).breaks == ((585, 600), (900, 930))
    tight = Piece(480, 540, breaks=((490, 530),))
    assert in_turn(tight, 1) == in_turn(tight, 0) == tight
    touching = Piece(480, 960, breaks=((600, 615), (615, 645)))
    assert in_turn(touching, 1).breaks == ((645, 660), (660, 690))


def test_a_day_is_empty_where_nobody_comes_at_all() -> None:
    for present, empty in (([], True), ([there(8, 18)], False), ([there(0, 24)], False)):
        head = DayHead(MONDAY, at(0), at(24), [], gaps(present, at(0), at(24)))
        assert head.empty is empty
