"""Views that are sent regularly: what can be, over how long, and when the next is due.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from app.kernel.local_dates import local_date
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.rules.months import LONGEST_SPAN, month_of, months_between, read_month

LONGEST_ADDRESS = 1000
MONTHS, DAYS = 12, 30
"""Where the view names no first and last month or day."""

_MOST_DAYS = 400
_MOVING = ("from", "to", "page", "after", "before")
"""What an address says of one day alone."""

_DAY = timedelta(days=1)


class ViewEvery(StrEnum):
    """How often a view is sent: on mornings, on Mondays, or on the first of a month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class RepeatedView:
    """A page of figures without its days; `span` counts its months, of a report its days."""

    path: str
    query: str
    span: int

    @property
    def kind(self) -> ScorecardKind | None:
        """Of what it is a scorecard, if it is one."""
        last = self.path.rpartition("/")[2]
        return ScorecardKind(last) if last in list(ScorecardKind) else None

    @property
    def keys(self) -> Sequence[str]:
        """Whose scorecards they are."""
        return [value for name, value in parse_qsl(self.query) if name == "id"]

    @property
    def is_report(self) -> bool:
        """Whether it counts days."""
        return self.path == "/reports"

    def address(self, at: datetime, zone: str) -> str:
        """Return the address of the view as it stands at an instant: over its newest months or days."""
        return f"{self.path}?{self.query}{'&' if self.query else ''}{urlencode(self._days(at, zone))}"

    def _days(self, at: datetime, zone: str) -> dict[str, str]:
        if self.is_report:
            last = local_date(at, zone) - _DAY
            return {"from": str(last - (self.span - 1) * _DAY), "to": str(last)}
        month = month_of(at, zone)
        return {"from": str(month.later(1 - self.span)), "to": str(month)}


def read_view(said: str) -> RepeatedView | None:
    """Read the address of a page; None where it is none that can be sent."""
    try:
        parts = urlsplit(said.strip())
        pairs = parse_qsl(parts.query)
    except ValueError:
        return None
    kept = urlencode([(name, value) for name, value in pairs if name not in _MOVING and value])
    if parts.scheme or parts.netloc or len(parts.path) + len(kept) > LONGEST_ADDRESS:
        return None
    view = RepeatedView(parts.path, kept, _span(parts.path, dict(pairs)))
    sent = view.path in ("/reports", "/scorecards/ratings", "/scorecards/complaints")
    is_card = view.path.startswith("/scorecards/") and view.path.count("/") == 2 and view.kind and view.keys  # noqa: PLR2004 - two steps
    return view if sent or is_card else None


def _span(path: str, said: dict[str, str]) -> int:
    begin, end = said.get("from", ""), said.get("to", "")
    if path == "/reports":
        try:
            days = (date.fromisoformat(end) - date.fromisoformat(begin)).days + 1
        except ValueError:
            return DAYS
        return min(max(days, 1), _MOST_DAYS)
    first, last = read_month(begin), read_month(end)
    months = len(months_between(first, last)) if first and last else MONTHS
    return min(max(months, 1), LONGEST_SPAN)


def next_time(every: ViewEvery, clock: time, zone: str, after: datetime) -> datetime:
    """Return when a view is due next by the clocks of a place."""
    day = local_date(after, zone)
    while True:
        due = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(after.tzinfo)
        if due > after and _is_day(every, day):
            return due
        day += _DAY


def _is_day(every: ViewEvery, day: date) -> bool:
    return {ViewEvery.WEEK: day.weekday() == 0, ViewEvery.MONTH: day.day == 1}.get(every, True)
