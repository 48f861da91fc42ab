"""Which day it is: a day is one of a place, by the clocks there; UTC's is nobody's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_FURTHEST_AHEAD, _FURTHEST_BEHIND = timedelta(hours=14), timedelta(hours=12)


def local_date(at: datetime, zone: str | ZoneInfo) -> date:
    """Return the day of an instant by the clocks of `zone`."""
    return at.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)).date()


def first_day_anywhere(at: datetime) -> date:
    """Return the earliest day that it is anywhere: a bound for queries over several zones."""
    return (at.astimezone(UTC) - _FURTHEST_BEHIND).date()


def last_day_anywhere(at: datetime) -> date:
    """Return the latest day that it is anywhere: a bound for queries over several zones."""
    return (at.astimezone(UTC) + _FURTHEST_AHEAD).date()
