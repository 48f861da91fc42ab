"""Local days and times of day: a day has 23, 24 or 25 hours, and clocks skip some times of day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DAY_MINUTES = 24 * 60


def instant(day: date, minute: int, zone: str) -> datetime:
    """When the clocks of `zone` show `minute` minutes after the midnight that begins `day`; in UTC.

    Minutes from 1440 on are of the next day.  A time that clocks skip is what they show instead: an hour
    later; of one that they show twice it is the first.
    """
    later, of_day = divmod(minute, DAY_MINUTES)
    hour, minutes = divmod(of_day, 60)
    shown = datetime.combine(day + later * DAY, time(hour, minutes), ZoneInfo(zone))
    return shown.astimezone(UTC)


def local_minute(at: datetime, day: date, zone: str) -> int:
    """How many minutes after the midnight of `day` the clocks of `zone` show at `at`."""
    shown = at.astimezone(ZoneInfo(zone))
    return (shown.date() - day).days * DAY_MINUTES + shown.hour * 60 + shown.minute


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - day.weekday() * DAY


def days_from(first: date, count: int) -> list[date]:
    """So many days in a row."""
    return [first + n * DAY for n in range(count)]


def span_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day begins and ends."""
    return instant(day, 0, zone), instant(day, DAY_MINUTES, zone)


def hours_of(day: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The 23, 24 or 25 hours of a day, as [begin, end)."""
    begin, end = span_of(day, zone)
    while begin < end:
        yield begin, min(begin + HOUR, end)
        begin += HOUR
