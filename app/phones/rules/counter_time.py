"""When a message was made, by the counter that nobody can set, where the phone's clock was set in between.

Pure.  The counter begins anew with each boot, so what it says needs a tie: a moment of the same boot whose
time on the server's clock is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from app.phones.rules.phone_stamps import AT_ONCE, TOLERANCE

JOURNEY = timedelta(seconds=30)
"""So far may two ties lie apart: a call's time on its way counts as an error of the clock."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A reading of the counter, and what the phone's clock showed then."""

    boot_id: str
    counter_ms: int
    shown: datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """A reading whose time on the server's clock is known; by `slack` it may be off beside a call's messages.

    That is least for the call itself, which comes after everything of former boots.
    """

    tick: Tick
    at: datetime
    slack: timedelta = JOURNEY

    def passed_until(self, tick: Tick) -> timedelta:
        """Return how long after the tie the counter showed `tick`, of the same boot."""
        return _counted(self.tick, tick)


def tie_of_newest(newest: Tick | None, sent_at: datetime, skew_s: float, known: Iterable[Tie]) -> Tie | None:
    """Return the newest message of a call that does not tell its counter as a tie, or None.

    It is one if it was made just before the call, whose receipt is known; or if what is `known` of the same
    boot leads to the same time by the counter.
    """
    if newest is None:
        return None
    skew = timedelta(seconds=skew_s)
    is_fresh = abs(sent_at - newest.shown) <= AT_ONCE
    if not is_fresh and not any(_leads_to(tie, newest, newest.shown - tie.at + skew) for tie in known):
        return None
    return Tie(newest, newest.shown + skew, TOLERANCE)


def clock_off(message: Tick, ties: Sequence[Tie], skew_s: float) -> timedelta | None:
    """Return what has to be added to the clock of `message` beside the call's skew; None if nobody knows.

    A clock that advanced less than the counter between a tie and the message was set back.  One that
    advanced more may have been set forward, or the counter slept: that is told apart only where ties before
    and after the message show that it did not, or where the clock would have this boot begin before a former
    one was last heard.
    """
    # Only spans are reckoned with: clocks and counters may lie beyond the calendar.
    skew, up = timedelta(seconds=skew_s), timedelta(milliseconds=message.counter_ms)
    others = [tie for tie in ties if tie.tick.boot_id != message.boot_id]
    overlaps = any(tie.at - message.shown - skew + up > JOURNEY for tie in others)
    own = [tie for tie in ties if tie.tick.boot_id == message.boot_id]
    near = sorted(own, key=lambda tie: (tie.slack, abs(_counted(tie.tick, message))))
    for tie in near:
        is_impossible = overlaps and tie.slack == TOLERANCE
        if _keeps_pace(message, tie.tick) or _is_enclosed(message, own) or is_impossible:
            off = tie.at - message.shown + tie.passed_until(message) - skew
            return off if abs(off) > tie.slack else timedelta(0)
    return None


def turned_back(ties: Sequence[Tie]) -> set[str]:
    """Return the boots of which a later call told a lower counter: one of the two is made up."""
    told = sorted(ties, key=lambda tie: (tie.tick.boot_id, tie.at))
    return {
        a.tick.boot_id
        for a, b in pairwise(told)
        if a.tick.boot_id == b.tick.boot_id and _counted(a.tick, b.tick) < -JOURNEY
    }


def _counted(a: Tick, b: Tick) -> timedelta:
    return timedelta(milliseconds=b.counter_ms - a.counter_ms)


def _keeps_pace(a: Tick, b: Tick) -> bool:
    """Whether the clock advanced no more than the counter from the one to the other."""
    first, last = sorted((a, b), key=lambda tick: tick.counter_ms)
    return last.shown - first.shown <= _counted(first, last) + TOLERANCE


def _is_enclosed(message: Tick, ties: Sequence[Tie]) -> bool:
    before = [tie for tie in ties if tie.tick.counter_ms <= message.counter_ms]
    after = [tie for tie in ties if tie.tick.counter_ms >= message.counter_ms]
    return any(_agree(a, b) for a in before for b in after)


def _agree(before: Tie, later: Tie) -> bool:
    return _leads_to(before, later.tick, later.at - before.at)


def _leads_to(before: Tie, tick: Tick, passed: timedelta) -> bool:
    """Whether as much time `passed` on the server's clock as on the counter."""
    if before.tick.boot_id != tick.boot_id or before.tick.counter_ms >= tick.counter_ms:
        return False
    return abs(passed - before.passed_until(tick)) <= JOURNEY
