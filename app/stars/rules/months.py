"""Months by the clocks of a place: the pieces that facts are kept in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_IN_A_YEAR = 12
LONGEST_SPAN = 36
"""So many months are worked out or shown at once at most."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year, written 2026-01."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def later(self, months: int) -> Month:
        """Return the month so many later; earlier ones by a negative number."""
        year, number = divmod(self.year * _IN_A_YEAR + self.number - 1 + months, _IN_A_YEAR)
        return Month(year, number + 1)

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Return when it begins and ends where the clocks are those of `zone`."""
        return _begins(self, zone), _begins(self.later(1), zone)


def _begins(month: Month, zone: str) -> datetime:
    return datetime(month.year, month.number, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def month_ends_at(text: str, zone: str) -> datetime:
    """Return when a stored month, 2026-01, ends by the clocks of `zone`."""
    year, number = map(int, text.split("-"))
    return Month(year, number).span(zone)[1]


def read_month(text: str) -> Month | None:
    """Read 2026-01; None where it is no month that anybody means."""
    found = _WRITTEN.fullmatch(text.strip())
    return Month(int(found[1]), int(found[2])) if found else None


def month_of(at: datetime, zone: str) -> Month:
    """Return the month of an instant by the clocks of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return Month(local.year, local.month)


def months_between(first: Month, last: Month) -> list[Month]:
    """Return the months from one to the other, both included; none where the last is before the first."""
    count = (last.year - first.year) * _IN_A_YEAR + last.number - first.number + 1
    return [first.later(n) for n in range(count)]
