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

from app.phones.rules.counter_time import JOURNEY, Tick, Tie, turned_back
from app.phones.rules.phone_stamps import (
    TOLERANCE,
    Stamp,
    borne_out,
    elapsed,
    shown_between,
    slips,
    was_set_right,
)

MAX_AGE = timedelta(days=30)
"""What waited longer on a phone is not believed to have."""

BEFORE, AFTER = timedelta(hours=12), timedelta(hours=4)
"""From so long before a message until so long after its receipt, what its phone sends counts against it."""

WITHHELD = timedelta(minutes=10)
"""A message that came so much later than a later one was kept back: no pause between tries is as long."""


@dataclass(frozen=True, slots=True)
class ClockSupport:
    """What speaks for the time that a message names.

    unbroken: it follows without a gap from the last message that was acknowledged before it happened, and
    the counter of its own boot bears the time out.  jumped: between the messages up to the next, the clock
    went back or advanced less than the counter.  slept: it advanced more, as it does while the counter
    sleeps.  slipped: the phone gave a number twice, its counter went back later (also that of its calls), or
    a former boot came back.
    All are False where nothing is known.
    """

    unbroken: bool = False
    jumped: bool = False
    slept: bool = False
    slipped: bool = False


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


def clock_support(stamp: Stamp, others: Iterable[Stamp], ties: Sequence[Tie] = ()) -> ClockSupport:
    """Judge `stamp` by the `others` of the same installation, in whatever order they were delivered.

    `ties` are the calls that told the counter.
    """
    told = [one for one in others if one.key != stamp.key]
    held = _by_number(told)
    chain = _chain(stamp, held)
    near = [one for one in told if stamp.at - BEFORE <= one.received_at <= stamp.received_at + AFTER]
    later = sorted((one for one in near if one.sequence > stamp.sequence), key=lambda one: one.sequence)
    way = _way(stamp, chain, near)
    jumped = any(_jumped(a, b) for a, b in pairwise([*way, *later[:1]]))
    slept = any(_slept(a, b) for a, b in pairwise(chain))
    counted = all(one.boot_id is not None and one.counter_ms is not None for one in chain)
    reaches_back = len(chain) > 1 and chain[0].received_at <= stamp.at
    sound = reaches_back and counted and not jumped and not _withheld(stamp, held)
    slipped = slips([*way, *near], later, stamp) or stamp.boot_id in turned_back(ties)
    is_borne_out = borne_out(stamp, chain, near, _tied(stamp, ties))
    return ClockSupport(sound and not slipped and is_borne_out, jumped, slept, slipped)


def _tied(stamp: Stamp, ties: Iterable[Tie]) -> list[tuple[datetime, timedelta]]:
    if stamp.boot_id is None or stamp.counter_ms is None:
        return []
    own = Tick(stamp.boot_id, stamp.counter_ms, stamp.device_at)
    return [(tie.at, tie.passed_until(own)) for tie in ties if tie.tick.boot_id == own.boot_id]


def _way(stamp: Stamp, chain: Sequence[Stamp], near: Iterable[Stamp]) -> list[Stamp]:
    """The messages up to `stamp`, from the last that came before it happened, whatever is missing between."""
    lower = [one for one in near if one.sequence < stamp.sequence]
    before = [one for one in lower if one.received_at <= stamp.at]
    anchor = max(before, key=lambda one: one.sequence, default=None)
    known = {one.key: one for one in (*chain, *(one for one in lower if one.received_at > stamp.at))}
    if anchor is not None:
        known.setdefault(anchor.key, anchor)
    return sorted(known.values(), key=lambda one: (one.sequence, one.received_at))


def _by_number(told: Iterable[Stamp]) -> Mapping[int, Sequence[Stamp]]:
    found: dict[int, list[Stamp]] = {}
    for one in told:
        found.setdefault(one.sequence, []).append(one)
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


def _jumped(a: Stamp, b: Stamp) -> bool:
    """Whether less time passed from `a` to `b` than must have: on the phone's clock, or on ours.

    After a boot it is the whole counter that must have passed since the former boot was last seen.
    """
    counted = elapsed(a, b)
    if a.boot_id is not None and b.boot_id is not None and a.boot_id != b.boot_id:
        counted = timedelta(milliseconds=b.counter_ms or 0)
    passed = max(counted or timedelta(0), timedelta(0))
    went_back = (counted or timedelta(0)) < timedelta(0)
    shown, meant = shown_between(a, b), b.at - a.at
    slack = JOURNEY if was_set_right(a, b) else TOLERANCE
    return went_back or shown < passed - slack or meant < passed - JOURNEY


def _slept(a: Stamp, b: Stamp) -> bool:
    passed = elapsed(a, b)
    slack = JOURNEY if was_set_right(a, b) else TOLERANCE
    return passed is not None and passed >= timedelta(0) and shown_between(a, b) > passed + slack
