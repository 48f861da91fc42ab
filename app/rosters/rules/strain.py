"""What a roster asks too much of: rest that is too short, and weeks that are too long.  Pure.

Nothing here refuses: an agreement may allow more, and a gap without anybody may be worse.  Being on call at
home counts as rest; hours are those of presence without breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.kernel.local_dates import local_date
from app.registers.rules.roster import Presence, merged
from app.rosters.rules.local_days import DAY, instant, monday

LEAST_REST = timedelta(hours=11)
"""Between two days of work (directive 2003/88/EC, article 3; the law of China names no figure)."""

MOST_IN_A_ROW = timedelta(hours=24) - LEAST_REST
"""What that rest leaves of a day and night."""

MOST_A_WEEK = timedelta(hours=48)
"""From Monday to Sunday: 40 hours and about 8 of overtime, of which 36 a month are the most (Labour Law of
China, article 41); directive 2003/88/EC, article 6, says the same."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Strain:
    """What is too much, from when until when: so many hours of rest, in a row, or in a week (`kind`)."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    hours: float

    @property
    def limit_hours(self) -> float:
        """The least of rest, or the most of work, that it goes beyond."""
        return LIMITS[self.kind] / timedelta(hours=1)


REST, IN_A_ROW, OF_A_WEEK = "rest", "in_a_row", "week"
LIMITS: Mapping[str, timedelta] = {REST: LEAST_REST, IN_A_ROW: MOST_IN_A_ROW, OF_A_WEEK: MOST_A_WEEK}


def strains(shifts: Iterable[Presence], new: Sequence[Span], zone: str) -> list[Strain]:
    """Return what one engineer's shifts ask too much of him, where one of the `new` ones has part in it."""
    spans = merged(one for one in shifts if not one.on_call)
    found = [*_in_a_row(spans), *_rests(spans), *_weeks(spans, new, zone)]
    return sorted(
        (one for one in found if _part_in(one, new)), key=lambda one: (one.starts_at, one.kind, one.ends_at)
    )


def _in_a_row(spans: Sequence[Presence]) -> Iterator[Strain]:
    for one in spans:
        if one.ends_at - one.starts_at > MOST_IN_A_ROW:
            yield Strain(IN_A_ROW, one.starts_at, one.ends_at, _hours(one.ends_at - one.starts_at))


def _rests(spans: Sequence[Presence]) -> Iterator[Strain]:
    for one, following in pairwise(spans):
        rest = following.starts_at - one.ends_at
        if timedelta(0) <= rest < LEAST_REST:
            yield Strain(REST, one.ends_at, following.starts_at, _hours(rest))


def _weeks(spans: Sequence[Presence], new: Sequence[Span], zone: str) -> Iterator[Strain]:
    for first in sorted({monday(local_date(begin, zone)) for begin, _ in new} | _mondays_after(new, zone)):
        begin, end = instant(first, 0, zone), instant(first + 7 * DAY, 0, zone)
        worked = sum((_worked(one, begin, end) for one in spans), timedelta(0))
        if worked > MOST_A_WEEK:
            yield Strain(OF_A_WEEK, begin, end, _hours(worked))


def _mondays_after(new: Sequence[Span], zone: str) -> set[date]:
    """Weeks into which a night of the week before goes on."""
    return {monday(local_date(end - timedelta(microseconds=1), zone)) for _, end in new}


def _worked(one: Presence, begin: datetime, end: datetime) -> timedelta:
    """How much of a presence lies between two instants, without its breaks."""
    spans = ((one.starts_at, one.ends_at), *one.breaks)
    whole, *breaks = (max(min(b, end) - max(a, begin), timedelta(0)) for a, b in spans)
    return whole - sum(breaks, timedelta(0))


def _part_in(strain: Strain, new: Sequence[Span]) -> bool:
    """Whether a new shift is in it, or beside it where it is a rest."""
    return any(begin <= strain.ends_at and end >= strain.starts_at for begin, end in new)


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)
