"""A fair share of the work: within a shift by what somebody has worked, within a month by his hours on duty.

Pure.  A share is an engineer's working time for each hour on duty, divided by the median of his territory:
1.0 is as much as the others.  The more he is ahead of them, the more driving the planner accepts to send
somebody else, up to what it accepts to leave alone who is on call.  A promise is worth hours of driving, so
none that would be kept is given up for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from app.registers.rules.roster import Presence

Key = TypeVar("Key")

BOUND = 0.25
"""By which part of the median somebody may carry more or less."""

FEWEST_HOURS = 8.0
"""On duty in the span, so that a single visit does not make somebody stand out."""

KEPT_BACK_S = 120 * 3600
"""What who goes last unless a promise would break for it counts as having worked already: the engine weighs
ten seconds of driving for each hour, so these are twenty minutes of driving."""

_NOTICED = BOUND / 2
"""From here on a month's share is weighed, so that it seldom gets to the bound."""


def shares(worked_h: Mapping[Key, float], on_duty_h: Mapping[Key, float]) -> dict[Key, float]:
    """Return the shares of those of one territory who were on duty for long enough.

    Hours on site, and on duty, since the month began.  Nobody has a share where the median is no work at all.
    """
    rates = {key: worked_h.get(key, 0.0) / hours for key, hours in on_duty_h.items() if hours >= FEWEST_HOURS}
    middle = median(rates.values()) if rates else 0.0
    return {key: rate / middle for key, rate in rates.items()} if middle > 0 else {}


def against_decided(had: Mapping[Key, float], decided: Mapping[Key, float]) -> dict[Key, float]:
    """Return the shares had, each beside the one that was decided: 1.0 is as much as that.

    Who has none yet counts as ordinary, so that less than that is kept from the first day of a month on.
    """
    return {**had, **{key: had.get(key, 1.0) / part for key, part in decided.items() if part > 0}}


def month_counted_s(share: float) -> int:
    """Return what a month's share counts as having worked already: all of `KEPT_BACK_S` from the bound on."""
    ahead = (share - 1.0 - _NOTICED) / (BOUND - _NOTICED)
    return round(KEPT_BACK_S * min(1.0, max(0.0, ahead)))


def hours_between(shifts: Iterable[Presence], since: datetime, until: datetime) -> float:
    """Return how many hours of these shifts lie between two instants."""
    spans = (min(one.ends_at, until) - max(one.starts_at, since) for one in shifts)
    return sum((max(span, timedelta(0)) for span in spans), timedelta(0)) / timedelta(hours=1)
