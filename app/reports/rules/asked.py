"""What a report is asked for: which figures, by what, of the requests of which days, narrowed to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

DAYS_AT_FIRST = 30
"""How many days a report shows where none are named, today among them."""


class By(StrEnum):
    """What a report has a row for each of."""

    DAY = "day"
    MONTH = "month"
    TERRITORY = "territory"
    ENGINEER = "engineer"
    CUSTOMER = "customer"
    CONTRACT = "contract"
    FAULT = "fault"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests made from the start of `from_on` to the end of `to_on`, as the clocks of `zone` show it.

    `customer` is part of a name; the ids are exact.  `territory_ids` are several at once, of which no
    address tells.
    """

    topic: str
    by: By
    from_on: date
    to_on: date
    zone: str
    territory_id: UUID | None = None
    engineer_id: UUID | None = None
    customer_id: UUID | None = None
    customer: str = ""
    territory_ids: tuple[UUID, ...] = ()

    @property
    def from_at(self) -> datetime:
        """When the first day begins."""
        return starts_at(self.from_on, self.zone)

    @property
    def to_at(self) -> datetime:
        """When the last day is over."""
        return starts_at(self.to_on + timedelta(days=1), self.zone)

    def only(self, from_on: date, to_on: date) -> Asked:
        """Return the same of fewer days: of those named that lie among its own."""
        return replace(self, from_on=max(from_on, self.from_on), to_on=min(to_on, self.to_on))


def starts_at(day: date, zone: str) -> datetime:
    """Return when a day begins by the clocks of `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def days_of_month(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month that is written `2026-11`.

    Raises:
        ValueError: it is no month.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
