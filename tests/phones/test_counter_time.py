"""The counter dates what was made before a clock was set, and says nothing where it may have slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.phones.rules.counter_time import JOURNEY, Tick, Tie, clock_off, tie_of_newest, turned_back
from app.phones.rules.phone_stamps import TOLERANCE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tick(minute: float, fast: timedelta = timedelta(0), boot: str = "a", slept_min: float = 0) -> Tick:
    """What the phone showed so many minutes after noon; the boot `b` began at half past."""
    counted = minute - slept_min - (30 if boot == "b" else 0)
    return Tick(boot, round((counted + 10) * 60_000), NOON + timedelta(minutes=minute) + fast)


def tie(minute: float, fast: timedelta = timedelta(0), boot: str = "a", slept_min: float = 0) -> Tie:
    """A call at that time."""
    return Tie(tick(minute, fast, boot, slept_min), NOON + timedelta(minutes=minute))


def call(minute: float, boot: str = "a", slept_min: float = 0) -> Tie:
    """The call that brings the messages, from a clock that is right."""
    own = tie(minute, boot=boot, slept_min=slept_min)
    return Tie(own.tick, own.at, TOLERANCE)


@pytest.mark.parametrize("known", [[call(90)], [tie(0, 3 * HOUR)], [tie(0, 3 * HOUR), call(90)]])
def test_clock_that_was_fast_and_set_back_is_corrected_from_either_side(known: list[Tie]) -> None:
    assert clock_off(tick(20, 3 * HOUR), known, 0) == -3 * HOUR


def test_clock_that_was_slow_is_corrected_only_where_the_counter_did_not_sleep() -> None:
    slow = tick(20, -HOUR)
    assert clock_off(slow, [call(90)], 0) is None
    assert clock_off(slow, [tie(0), call(90)], 0) == HOUR
    assert clock_off(slow, [tie(0), call(90, slept_min=40)], 0) == HOUR
    asleep = tick(20, -HOUR, slept_min=15)
    assert clock_off(asleep, [tie(10), call(90, slept_min=40)], 0) != HOUR


def test_boot_that_would_begin_before_a_former_one_was_heard_had_a_slow_clock() -> None:
    slow = tick(40, -2 * HOUR, "b")
    assert clock_off(slow, [call(90, "b")], 0) is None
    assert clock_off(slow, [tie(0, -2 * HOUR), call(90, "b")], 0) == 2 * HOUR


def test_clock_and_counter_that_agree_need_nothing() -> None:
    assert clock_off(tick(20), [call(90)], 0) == timedelta(0)
    assert clock_off(tick(20), [call(90, "b")], 0) is None


def test_newest_message_ties_if_it_is_fresh_or_borne_out() -> None:
    at = NOON + timedelta(minutes=30)
    assert tie_of_newest(tick(29.7), at, 0, []) is not None
    assert tie_of_newest(tick(20), at, 0, []) is None
    assert tie_of_newest(tick(20), at, 0, [tie(0)]) is not None
    assert tie_of_newest(tick(20, slept_min=3), at, 0, [tie(0)]) is None


def test_call_that_tells_less_than_an_earlier_one_gives_its_boot_away() -> None:
    made_up = Tie(tick(60), NOON + timedelta(minutes=20))
    assert turned_back([tie(0), made_up, tie(30), tie(40, boot="b")]) == {"a"}
    late = Tie(tick(20), NOON + timedelta(minutes=20) + JOURNEY)
    assert turned_back([tie(0), late, tie(20.2)]) == set()
