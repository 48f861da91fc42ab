"""Public holidays and make-up working days of a country, as the package `holidays` knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from babel.core import get_global

from app.calendar.rules.opening_hours import weekday_of

_WITH_YEAR = 5
_LETTERS = 2
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_DAY = timedelta(days=1)
_MOVED_LATELY = 3
"""Years after which a country that moved no working day is taken for one that does not."""

_WITH_WEEKENDS = frozenset({"CN", "CHN"})
"""Whose government announces a holiday together with the weekends in it and beside it (放假安排); the package
lists the days alone that are not a weekend's."""


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that differs from its weekday: closed, or worked with the hours of `as_weekday`."""

    name: str
    as_weekday: str | None = None


def country_of_zone(zone: str) -> str | None:
    """The country in which a time zone mainly lies; None of zones that belong to none, such as UTC."""
    name = get_global("zone_aliases").get(zone, zone)
    country: str | None = get_global("zone_territories").get(name)
    return country if country and is_known(country) else None


def is_known(code: str) -> bool:
    """Whether there is a calendar of the country or its part, such as "CN" or "US-NY"."""
    import holidays

    country, _, part = code.partition("-")
    parts = holidays.list_supported_countries().get(country)
    return parts is not None and (part in parts if "-" in code else True)


def countries() -> Sequence[str]:
    """The countries that have a calendar, by their two letters."""
    import holidays

    return sorted(code for code in holidays.list_supported_countries() if len(code) == _LETTERS)


def parts_of(country: str) -> Sequence[str]:
    """The calendars of a country's parts, such as "US-NY"."""
    import holidays

    return [f"{country}-{part}" for part in holidays.list_supported_countries().get(country, ())]


def public_days(code: str, year: int, language: str = "") -> Mapping[date, PublicDay]:
    """The days of `year` that differ, with their names in `language` where the calendar has that.

    A holiday is closed; a make-up working day counts as the weekday that it stands in for.  A year or a
    country that is not known has no such days.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not is_known(code):
        return MappingProxyType({})
    return _public_days(code, year, language)


def lacks_make_up_days(code: str, year: int, this_year: int) -> bool:
    """Whether a country moves working days year by year, and those of `year` are not known yet."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not is_known(code):
        return False
    known = _years_made_up(_calendar(code, year))
    # One that did so long ago does it no more.
    return bool(known) and year > max(known) >= this_year - _MOVED_LATELY


@lru_cache(maxsize=512)
def _public_days(code: str, year: int, language: str) -> Mapping[date, PublicDay]:
    found = _calendar(code, year)
    if language in (found.supported_languages or ()):
        found = _calendar(code, year, language=language)
    worked = _worked(found, year)
    days = {day: PublicDay(str(name)) for day, name in found.items() if day not in worked}
    if code.partition("-")[0] in _WITH_WEEKENDS:
        days |= _weekends(days, worked.keys(), {*_made_up(found, year).values()})
    return MappingProxyType({day: one for day, one in (days | worked).items() if day.year == year})


def _calendar(code: str, year: int, **more: Any) -> Any:
    """The package's days of a year and of those beside it: a holiday may go on over New Year."""
    import holidays

    country, _, part = code.partition("-")
    return holidays.country_holidays(country, subdiv=part or None, years=(year - 1, year, year + 1), **more)


def _worked(found: Any, year: int) -> dict[date, PublicDay]:
    """The make-up working days of a year and of those beside it."""
    days = {day: PublicDay("", weekday_of(off)) for day, off in _made_up(found, year).items()}
    for day in getattr(found, "weekend_workdays", ()):
        days.setdefault(day, PublicDay("", "mon" if weekday_of(day) == "sun" else "fri"))
    return days


def _weekends(
    days: Mapping[date, PublicDay], worked: Collection[date], moved: Collection[date]
) -> dict[date, PublicDay]:
    """The days of weekends that belong to a holiday: inside of it, or just beside it.

    Each is called as most days of its holiday are that did not change places with a working day (`moved`).
    """
    found: dict[date, PublicDay] = {}
    for run in _runs(days, worked):
        names = Counter(days[day].name for day in run if day in days and day not in moved)
        if names:
            called = PublicDay(names.most_common(1)[0][0])
            found |= {day: called for day in run if day not in days}
    return found


def _runs(days: Collection[date], worked: Collection[date]) -> Iterator[list[date]]:
    """Days without work one after another, with at least one of `days` among them."""

    def is_off(day: date) -> bool:
        return day in days or (weekday_of(day) in ("sat", "sun") and day not in worked)

    seen: set[date] = set()
    for day in sorted(days):
        if day in seen:
            continue
        run = [day]
        while is_off(run[0] - _DAY):
            run.insert(0, run[0] - _DAY)
        while is_off(run[-1] + _DAY):
            run.append(run[-1] + _DAY)
        seen.update(run)
        yield run


def _years_made_up(found: Any) -> set[int]:
    listed = getattr(found, "special_public_holidays", None) or {}
    return {year for year in listed if any(_pairs(listed, year))}


def _pairs(listed: Mapping[int, Any], year: int) -> Iterator[tuple[int, ...]]:
    """The rows of a year: (month, day off, month, day worked[, year worked])."""
    rows = listed.get(year, ())
    for row in rows if rows and isinstance(rows[0], tuple) else (rows,):
        if len(row) >= _WITH_YEAR - 1 and all(isinstance(part, int) for part in row):
            yield row


def _made_up(found: Any, year: int) -> dict[date, date]:
    """Make-up working day → the day off that it is worked for, of `year` and of those beside it."""
    made: dict[date, date] = {}
    listed = getattr(found, "special_public_holidays", None) or {}
    for near in (year - 1, year, year + 1):
        for row in _pairs(listed, near):
            worked = date(row[4] if len(row) == _WITH_YEAR else near, row[2], row[3])
            made[worked] = date(near, row[0], row[1])
    return made
