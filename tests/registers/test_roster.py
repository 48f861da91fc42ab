"""Shifts that touch are one presence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.registers.rules.roster import TOUCHING, Presence, ShiftKind, merged, presence_at

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
SOON = timedelta(hours=2)


def _at(clock: float) -> datetime:
    return MIDNIGHT + timedelta(hours=clock)


def _shift(begin: float, end: float, *, on_call: bool = False, **given: int) -> Presence:
    return Presence(_at(begin), _at(end), kind=ShiftKind.ON_CALL if on_call else ShiftKind.DUTY, **given)


SHIFTS = st.builds(
    lambda begin, length, on_call: _shift(begin / 10, (begin + length) / 10, on_call=on_call),
    st.integers(0, 480), st.integers(1, 120), st.booleans(),
)  # fmt: skip


def test_shifts_that_touch_are_one_and_breaks_stay() -> None:
    night = Presence(_at(-3), _at(6.75), ((_at(1), _at(2)),))
    day = Presence(_at(6.75), _at(15), ((_at(12), _at(13)),))
    assert merged([day, night]) == [Presence(_at(-3), _at(15), (*night.breaks, *day.breaks))]


def test_a_minute_between_is_no_gap_and_two_are() -> None:
    nearly = [_shift(8, 12 - 1 / 60), _shift(12, 18)]
    assert len(merged(nearly)) == 1
    assert len(merged([_shift(8, 12 - 2 / 60), _shift(12, 18)])) == 2


def test_duty_and_call_stay_apart_but_work_may_run_over() -> None:
    duty, call = _shift(8, 18), _shift(18, 32, on_call=True, setout_s=900)
    assert merged([duty, call]) == [duty, call]
    on_duty, at_home = presence_at([duty, call], _at(17.5), SOON), presence_at([duty, call], _at(18), SOON)
    assert on_duty is not None
    assert at_home is not None
    assert (on_duty.on_call, on_duty.ends_at) == (False, call.ends_at)
    assert (at_home.on_call, at_home.setout_s) == (True, 900)


def test_who_is_on_duty_is_not_at_home() -> None:
    duty, call = _shift(8, 18), _shift(6, 20, on_call=True, setout_s=900)
    found = presence_at([call, duty], _at(9), SOON)
    assert found is not None
    assert not found.on_call


@given(st.lists(SHIFTS, max_size=6))
def test_merging_keeps_every_minute_and_adds_none(shifts: list[Presence]) -> None:
    found = merged(shifts)
    for kind in ShiftKind:
        spans = [one for one in found if one.kind is kind]
        assert all(b.starts_at > a.ends_at + TOUCHING for a, b in pairwise(spans))
        for shift in (one for one in shifts if one.kind is kind):
            assert sum(o.starts_at <= shift.starts_at and shift.ends_at <= o.ends_at for o in spans) == 1
    assert merged(found) == found


def test_shift_counts_from_its_first_moment_and_to_its_last_but_one() -> None:
    morning, evening = _shift(8, 12), _shift(18, 22)
    assert presence_at([morning, evening], _at(12), SOON) is None
    assert presence_at([morning], _at(8), timedelta(0)) == morning
    assert presence_at([evening], _at(16), SOON) == evening
    assert presence_at([evening], _at(16) - timedelta(microseconds=1), SOON) is None


def test_duty_that_begins_now_goes_before_the_call_under_way() -> None:
    duty, call = _shift(8, 18), _shift(6, 12, on_call=True)
    assert presence_at([call, duty], _at(8), SOON) == duty
