"""The clock of a return visit: nobody promised an hour for it, and nobody shall wait unseen.

It waits since it was opened, or since it may begin where it was put off for a part or an hour, and may wait
for as long as the request's own promise was.  It goes after every promise that is still open: it weighs
nothing as a promise, and its minutes of waiting count once its own clock is over.  Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.requests.rules.lifecycle import VisitState


@dataclass(frozen=True, slots=True)
class ReturnClock:
    """`since` when the customer waits for the return visit, and by when somebody should be there again."""

    since: datetime
    due_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether it has waited too long already."""
        return now > self.due_at

    def is_long(self, now: datetime, eta_at: datetime | None) -> bool:
        """Whether it waits too long, or will by the time that somebody is expected."""
        return self.is_over(now) or (eta_at is not None and eta_at > self.due_at)


NO_PROMISE = 0
"""The priority of a visit whose promise is settled: no plan breaks an open promise for it."""


def awaited_again(ordinal: int, arrived_at: datetime | None) -> bool:
    """Whether a visit is a return visit after somebody came for the promise.

    Where nobody did, the return visit has the promise itself.
    """
    return ordinal > 1 and arrived_at is not None


def return_clock(opened_at: datetime, not_before_at: datetime | None, promise_s: int) -> ReturnClock:
    """Return the clock of a return visit that was opened and may not begin before."""
    since = max(opened_at, not_before_at or opened_at)
    return ReturnClock(since, since + timedelta(seconds=promise_s))


PART_MISSING = "part_missing"
"""Why a visit ended whose return visit waits for the part: it begins not before somebody says when it may."""

HELD_BACK = timedelta(days=90)
"""A plan takes what is held back for so far off: nobody is asked for it, and it is not forgotten."""


def waits_for_part(state: str, not_before_at: datetime | None, ended_for: str | None) -> bool:
    """Tell whether a visit waits for the part that the one before `ended_for`, and nobody has said when."""
    lacked = (ended_for or "").partition(":")[0] == PART_MISSING
    return state == VisitState.PLANNED and not_before_at is None and lacked
