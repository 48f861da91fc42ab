"""A contract's coverage hours: how they are written, and when they open next.

Times are local wall-clock times of the site.  Which weekday's hours hold on a date is for the caller to
say (`HoursOf`): a public holiday has none, a make-up working day those of the day it stands in for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.calendar.errors import CoverageInvalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Coverage = Mapping[str, Sequence[tuple[time, time]]]
"""Opening spans by weekday in local time; a span whose end is not after its start runs past midnight."""

HoursOf = Callable[[date], str | None]
"""Date → the weekday whose hours hold on it, None where it is closed."""

SEARCH_DAYS = 400
"""Further ahead nobody is promised anything: a contract that opens later opens never."""

MOST_SPANS = 24
_DAY_S = 86_400
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_MIDNIGHT = "24:00"


def weekday_of(day: date) -> str:
    """Return the weekday's own name: the hours of a calendar without holidays."""
    return WEEKDAYS[day.weekday()]


def parse_coverage(raw: Any) -> Coverage:
    """Read `{"mon": [["08:00", "20:00"]], ...}`; days left out are closed, "24:00" ends a day.

    A span whose end is before its start runs past midnight.

    Raises:
        CoverageInvalid: unknown weekday, malformed span, spans that overlap, or no opening at all.
    """
    if not isinstance(raw, Mapping):
        raise CoverageInvalid("", Phrase("is not an object of weekdays"))
    for day in raw:
        if day not in WEEKDAYS:
            raise CoverageInvalid(str(day), Phrase("is not one of %(choices)s", choices=", ".join(WEEKDAYS)))
    coverage = {day: _spans_of_day(day, raw[day]) for day in WEEKDAYS if day in raw}
    if not any(coverage.values()):
        raise CoverageInvalid("", Phrase("has no opening hours at all"))
    _refuse_overlaps(coverage)
    return coverage


def salvaged_coverage(raw: Any) -> Coverage | None:
    """Read what a database holds, however it came there: what can be made out counts, the rest does not.

    An offset or seconds behind a time are dropped, for the hours are the site's.  None where nothing can
    be made out, which means around the clock: a customer is not worse off for a slip of the office.
    """
    coverage: dict[str, list[tuple[time, time]]] = {}
    for day in WEEKDAYS:
        spans = raw.get(day) if isinstance(raw, Mapping) else None
        found = [_lenient(span) for span in spans] if isinstance(spans, list | tuple) else []
        coverage[day] = sorted(span for span in found if span is not None)
    return coverage if any(coverage.values()) else None


def next_opening(at: datetime, coverage: Coverage, tz: ZoneInfo, hours_of: HoursOf = weekday_of) -> datetime:
    """Return `at` where the contract covers it, else the next opening (aware, UTC).

    An opening that the clocks skip is at the skip, one that comes twice at the first; a closing that comes
    twice is at the second.

    Raises:
        CoverageInvalid: nothing opens within `SEARCH_DAYS`.
    """
    first = local_date(at, tz) - timedelta(days=1)
    for offset in range(SEARCH_DAYS + 1):
        day = first + timedelta(days=offset)
        hours = hours_of(day)
        for begin, end in sorted(coverage.get(hours, ()) if hours else ()):
            last = day if end > begin else day + timedelta(days=1)
            opens, closes = _instant(day, begin, tz), _instant(last, end, tz, fold=1)
            if at < closes:
                return max(at.astimezone(UTC), opens)
    raise CoverageInvalid("", Phrase("opens never"))


def _spans_of_day(day: str, spans: Any) -> list[tuple[time, time]]:
    if not isinstance(spans, list | tuple):
        raise CoverageInvalid(day, Phrase("is not a list of pairs of times"))
    if len(spans) > MOST_SPANS:
        raise CoverageInvalid(day, Phrase("has more than %(most)s spans", most=MOST_SPANS))
    return [_strict(f"{day}[{n}]", span) for n, span in enumerate(spans)]


def _strict(path: str, span: Any) -> tuple[time, time]:
    try:
        begin, end = span if isinstance(span, list | tuple) else ()
    except ValueError as bad:
        raise CoverageInvalid(path, Phrase("is not a pair of times HH:MM")) from bad
    if not _is_clock(begin) or not (_is_clock(end) or end == _MIDNIGHT):
        raise CoverageInvalid(path, Phrase("is not a pair of times HH:MM"))
    if begin == end:
        raise CoverageInvalid(path, Phrase("ends where it begins; a whole day is 00:00 to 24:00"))
    return time.fromisoformat(begin), time() if end == _MIDNIGHT else time.fromisoformat(end)


def _is_clock(text: Any) -> bool:
    return isinstance(text, str) and _CLOCK.fullmatch(text) is not None


def _lenient(span: Any) -> tuple[time, time] | None:
    try:
        begin, end = (
            time() if part == _MIDNIGHT else time.fromisoformat(part).replace(tzinfo=None, microsecond=0)
            for part in span
        )
    except (TypeError, ValueError):
        return None
    return begin, end


def _refuse_overlaps(coverage: Coverage) -> None:
    """Spans of the whole week in order, the first once more behind the last."""
    week = sorted(_of_week(coverage))
    begins, ends, path = week[0]
    around = [*week, (begins + 7 * _DAY_S, ends + 7 * _DAY_S, path)]
    for (_, ended, _), (begins, _, path) in pairwise(around):
        if begins < ended:
            raise CoverageInvalid(path, Phrase("overlaps another span"))


def _of_week(coverage: Coverage) -> Iterator[tuple[int, int, str]]:
    for number, day in enumerate(WEEKDAYS):
        for n, (begin, end) in enumerate(coverage.get(day, ())):
            start, stop = _seconds(begin), _seconds(end)
            length = (stop - start) % _DAY_S or _DAY_S
            yield number * _DAY_S + start, number * _DAY_S + start + length, f"{day}[{n}]"


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _instant(day: date, clock: time, tz: ZoneInfo, fold: int = 0) -> datetime:
    """The instant of a wall-clock time; one that the clocks skip is where they skip."""
    local = datetime.combine(day, clock, tz).replace(fold=fold)
    if local.astimezone(UTC).astimezone(tz).replace(tzinfo=None) == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    before, after = (local.replace(fold=side).astimezone(UTC) for side in (1, 0))
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(tz).utcoffset() == offset else (before, middle)
    return after
