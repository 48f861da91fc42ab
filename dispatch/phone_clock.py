"""What a phone's own counters say about its clock.

Every message of an installation carries a number (`sequence`, one more for each) and, if it can, the
milliseconds of a counter that nobody can set (`counter_ms`, since the boot that `boot_id` names).  From these
follows whether the time that a message names is supported by what the server held before: pure, instants in,
a finding out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

TOLERANCE = timedelta(seconds=5)
"""How far clock and counter may part between two messages: a time service nudges clocks by less."""

MAX_AGE = timedelta(days=30)
"""What waited longer on a phone is not believed to have."""

JOURNEY = timedelta(seconds=30)
"""Likewise on the server's clock, where a call's time on its way counts as an error of the phone's clock."""

NUMBERS_LAST = timedelta(days=2)
"""So long before and after a message, its phone's numbers are compared with its own."""

WITHHELD = timedelta(minutes=10)
"""A message that came so much later than a later one was kept back: no pause between tries is as long."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A message's marks.

    device_at: the phone's clock.  at: that corrected, on the server's clock.  key: tells two messages apart.
    """

    key: str
    sequence: int
    device_at: datetime
    at: datetime
    received_at: datetime
    boot_id: str | None = None
    counter_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ClockSupport:
    """What speaks for the time that a message names.

    unbroken: it follows without a gap from the last message that was acknowledged before it happened, and
    clock and counter agree on the way.  jumped: the clock went back, or advanced less than the counter.
    slept: it advanced more, as it does while the counter sleeps.  All three are False where nothing is known.
    """

    unbroken: bool = False
    jumped: bool = False
    slept: bool = False


UNKNOWN = ClockSupport()


def age_s(device_at: datetime, skew_s: float, received_at: datetime) -> float:
    """Return how old a message was at its receipt; negative where it names a time to come."""
    return (received_at - device_at).total_seconds() - skew_s


def corrected(device_at: datetime, skew_s: float, received_at: datetime) -> datetime:
    """Return `device_at` on the server's clock.

    Never after the receipt; what would be over 30 days back is the word of a clock that was lost, and dated
    at the receipt too.
    """
    old_s = age_s(device_at, skew_s, received_at)
    return received_at - timedelta(seconds=old_s) if 0 <= old_s <= MAX_AGE.total_seconds() else received_at


def clock_support(stamp: Stamp, others: Iterable[Stamp]) -> ClockSupport:
    """Judge `stamp` by the `others` of the same installation, in whatever order they were delivered."""
    held = _by_number(stamp, others)
    chain = _chain(stamp, held)
    pairs = list(pairwise(chain))
    jumped = any(_jumped(a, b) for a, b in pairs)
    slept = any(_slept(a, b) for a, b in pairs)
    counted = all(one.boot_id is not None and one.counter_ms is not None for one in chain)
    reaches_back = len(chain) > 1 and chain[0].received_at <= stamp.at
    unbroken = reaches_back and counted and not jumped and not _withheld(stamp, held)
    return ClockSupport(unbroken, jumped, slept)


def in_its_row(stamp: Stamp, others: Iterable[Stamp]) -> bool:
    """Whether a message's number is its own, and its time lies between those of the numbers around it.

    There must be one before, and where there are later ones also the next: else the number was made up, or
    kept free.  Only the days around it count: an app that was installed anew gives its numbers again.
    """
    near = [
        one
        for one in others
        if one.key != stamp.key and abs(one.received_at - stamp.received_at) < NUMBERS_LAST
    ]
    numbers = {one.sequence for one in near}
    if stamp.sequence in numbers or stamp.sequence - 1 not in numbers:
        return False
    if stamp.sequence + 1 not in numbers and max(numbers) > stamp.sequence:
        return False
    return all(
        one.device_at <= stamp.device_at + TOLERANCE
        if one.sequence < stamp.sequence
        else one.device_at >= stamp.device_at - TOLERANCE
        for one in near
    )


def _by_number(stamp: Stamp, others: Iterable[Stamp]) -> Mapping[int, Sequence[Stamp]]:
    found: dict[int, list[Stamp]] = {}
    for other in others:
        if other.key != stamp.key:
            found.setdefault(other.sequence, []).append(other)
    return found


def _chain(stamp: Stamp, held: Mapping[int, Sequence[Stamp]]) -> list[Stamp]:
    """The messages without a gap up to `stamp`, from the last one that was received before it happened.

    Where the numbers end earlier, the chain begins there.  An app that was installed anew counts from nothing
    again: of several with one number the one that came nearest in time is meant.  A number that one boot gave
    to two messages supports neither.
    """
    chain = [stamp]
    if any(one.boot_id == stamp.boot_id for one in held.get(stamp.sequence, ())):
        return chain
    while True:
        first = chain[0]
        before = held.get(first.sequence - 1)
        if not before:
            return chain
        near = min(before, key=lambda one: abs(first.received_at - one.received_at))
        chain.insert(0, near)
        if near.received_at <= stamp.at:
            return chain


def _withheld(stamp: Stamp, held: Mapping[int, Sequence[Stamp]]) -> bool:
    """Whether the phone delivered what it made later, long before it delivered this."""
    later = (one for number, many in held.items() if number > stamp.sequence for one in many)
    return any(stamp.at < one.received_at < stamp.received_at - WITHHELD for one in later)


def _same_boot(a: Stamp, b: Stamp) -> bool:
    return a.boot_id is not None and a.boot_id == b.boot_id


def _elapsed(a: Stamp, b: Stamp) -> timedelta | None:
    """What the counter says passed from `a` to `b`; None where it was started anew, or is not told."""
    if not _same_boot(a, b) or a.counter_ms is None or b.counter_ms is None:
        return None
    return timedelta(milliseconds=b.counter_ms - a.counter_ms)


def _jumped(a: Stamp, b: Stamp) -> bool:
    """Whether less time passed from `a` to `b` than must have: on the phone's clock, or on ours."""
    passed = max(_elapsed(a, b) or timedelta(0), timedelta(0))
    turned_back = (_elapsed(a, b) or timedelta(0)) < timedelta(0)
    shown, meant = b.device_at - a.device_at, b.at - a.at
    return turned_back or shown < passed - TOLERANCE or meant < passed - JOURNEY


def _slept(a: Stamp, b: Stamp) -> bool:
    passed = _elapsed(a, b)
    return passed is not None and passed >= timedelta(0) and b.device_at - a.device_at > passed + TOLERANCE
