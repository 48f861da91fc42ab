"""What a phone's messages say of one another by their numbers, boots and counters.

Pure.  The time that a message names is judged by it in `app.phones.rules.phone_clock`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

TOLERANCE = timedelta(seconds=5)
"""How far clock and counter may part between two messages: a time service nudges clocks by less."""

ON_ITS_WAY = timedelta(seconds=5)
"""So long a message may be on its way; what took longer needs support."""

AT_ONCE = timedelta(seconds=30)
"""What came so soon after it was made tells what the counter was at its receipt."""

RIGHT = timedelta(minutes=1)
"""A clock that is off by less shows the time."""

NUMBERS_LAST = timedelta(days=2)
"""So long before and after a message, its phone's numbers are compared with its own."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A message's marks.

    device_at: the phone's clock.  at: that corrected, on the server's clock.  key: tells two messages apart.
    vouched: the counter bears `at` out, whatever the clock showed.
    """

    key: str
    sequence: int
    device_at: datetime
    at: datetime
    received_at: datetime
    boot_id: str | None = None
    counter_ms: int | None = None
    vouched: bool = False


def _same_boot(a: Stamp, b: Stamp) -> bool:
    return a.boot_id is not None and a.boot_id == b.boot_id


def elapsed(a: Stamp, b: Stamp) -> timedelta | None:
    """What the counter says passed from `a` to `b`; None where it was started anew, or is not told."""
    if not _same_boot(a, b) or a.counter_ms is None or b.counter_ms is None:
        return None
    return timedelta(milliseconds=b.counter_ms - a.counter_ms)


def shown_between(a: Stamp, b: Stamp) -> timedelta:
    """What the phone's clock says passed from `a` to `b`; the counter where it was set right meanwhile.

    Whoever sets a right clock wrong is not spared.
    """
    return b.at - a.at if was_set_right(a, b) else b.device_at - a.device_at


def was_set_right(a: Stamp, b: Stamp) -> bool:
    """Whether the counter bears out both times, and the clock shows the later one as it was."""
    return a.vouched and b.vouched and abs(b.at - b.device_at) <= RIGHT


def borne_out(
    stamp: Stamp,
    chain: Sequence[Stamp],
    near: Iterable[Stamp],
    tied: Sequence[tuple[datetime, timedelta]] = (),
) -> bool:
    """Whether the counter of the message's own boot says that it happened no later than it claims.

    A message of the boot that came at once ties the counter to our clock, also one made afterwards, and so
    does a call that tells the counter (`tied`: when, and how much it counted since); of several the one that
    was shortest on its way.  Without one, the chain itself must be of this boot, and its first message's own
    time is taken.  A counter that was started anew says nothing of the time before.
    """
    if stamp.counter_ms is None:
        return False
    live = [one for one in (*chain, *near) if one is not stamp and one.received_at - one.at <= AT_ONCE]
    told = [(one.received_at, passed) for one in live if (passed := elapsed(one, stamp)) is not None]
    told += tied
    if told:
        return any(stamp.at - at >= passed - ON_ITS_WAY for at, passed in told)
    return all(_same_boot(one, stamp) for one in chain)


def slips(known: Iterable[Stamp], later: Sequence[Stamp], stamp: Stamp) -> bool:
    """Whether the phone contradicts its own numbers: no honest one does any of it.

    A number given twice from the anchor on, a counter that goes back after `stamp` within a boot, or a
    boot that comes back after another.
    """
    row = sorted(
        {one.key: one for one in (*known, stamp)}.values(), key=lambda one: (one.sequence, one.received_at)
    )
    twice = any(a.sequence == b.sequence for a, b in pairwise(row))
    back = any(
        passed < -TOLERANCE for a, b in pairwise((stamp, *later)) if (passed := elapsed(a, b)) is not None
    )
    return twice or back or _boot_came_back(row)


def _boot_came_back(row: Sequence[Stamp]) -> bool:
    """Whether a boot was left for another and named again; only what also came in this order counts."""
    left: dict[str, datetime] = {}
    last: Stamp | None = None
    for one in row:
        if one.boot_id is None:
            continue
        if last is not None and last.boot_id is not None and last.boot_id != one.boot_id:
            left[last.boot_id] = last.received_at
            if one.boot_id in left and left[one.boot_id] <= last.received_at <= one.received_at:
                return True
        last = one
    return False


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
        shown_between(one, stamp) >= -TOLERANCE
        if one.sequence < stamp.sequence
        else shown_between(stamp, one) >= -TOLERANCE
        for one in near
    )
