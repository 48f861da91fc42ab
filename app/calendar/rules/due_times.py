"""When a promise begins and falls due."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.calendar.errors import CoverageInvalid
from app.calendar.rules.opening_hours import Coverage, HoursOf, next_opening, weekday_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DEFAULT_PROMISE_S = 3600


def due_at(
    requested_at: datetime,
    promise_s: int,
    coverage: Coverage | None = None,
    tz: ZoneInfo | None = None,
    hours_of: HoursOf = weekday_of,
) -> datetime:
    """Return the instant by which an engineer must be on site.

    `requested_at` is aware; `coverage` None means around the clock.  Outside coverage the promise
    starts at the next opening; where nothing ever opens, at the request.
    """
    begins_at = requested_at
    if coverage is not None and tz is not None:
        with suppress(CoverageInvalid):
            begins_at = next_opening(requested_at, coverage, tz, hours_of)
    return begins_at + timedelta(seconds=promise_s)


def opens_at(
    due_at: datetime, promise_s: int, not_before_at: datetime | None, now: datetime
) -> datetime | None:
    """Return before when no arrival is planned: the promise's hour begins then; None where that is past.

    `not_before_at` is a visit's own earliest time.  Whoever comes earlier all the same is in time.
    """
    begins_at = due_at - timedelta(seconds=promise_s)
    earliest = begins_at if not_before_at is None else max(begins_at, not_before_at)
    return earliest if earliest > now else None
