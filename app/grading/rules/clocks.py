"""The clocks of notice and appeal, in calendar days by the company's zone.  Pure.

The day on which the notice begins does not count, and a last day lasts until its midnight: so does the Civil
Code of China count (articles 201 to 203).  A notice of five days that begins on the 1st ends with the 6th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NOTICE_DAYS = 5
APPEAL_DAYS = 7
ANSWER_DAYS = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoticeClocks:
    """The last days of the notice and of the appeal, and the first on which may be published."""

    noticed_on: date

    @property
    def notice_until(self) -> date:
        """The last day of the public notice."""
        return self.noticed_on + NOTICE_DAYS * _DAY

    @property
    def appeal_until(self) -> date:
        """The last day on which an appeal is taken."""
        return self.noticed_on + APPEAL_DAYS * _DAY

    @property
    def publishable_on(self) -> date:
        """The first day after both."""
        return max(self.notice_until, self.appeal_until) + _DAY

    def takes_appeals(self, today: date) -> bool:
        """Whether an appeal is in time."""
        return self.noticed_on <= today <= self.appeal_until

    def has_run_out(self, today: date) -> bool:
        """Whether notice and appeal are over."""
        return today >= self.publishable_on


def answer_due(appealed_on: date) -> date:
    """Return the last day on which an appeal is to be answered."""
    return appealed_on + ANSWER_DAYS * _DAY


def begins_at(day: date, zone: str) -> datetime:
    """Return when a day begins by the clocks of a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def valid_until(effective_on: date) -> date:
    """Return the last day of a grade's year: the day before its anniversary."""
    try:
        anniversary = effective_on.replace(year=effective_on.year + 1)
    except ValueError:  # the 29th of February
        anniversary = date(effective_on.year + 1, 3, 1)
    return anniversary - _DAY
