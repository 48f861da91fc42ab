"""Public holidays and make-up working days of a country, as the package `holidays` knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from babel.core import get_global

from app.calendar.rules.opening_hours import weekday_of

_WITH_YEAR = 5
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


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


def public_days(code: str, year: int, language: str = "") -> Mapping[date, PublicDay]:
    """The days of `year` that differ, with their names in `language` where the calendar has that.

    A holiday is closed; a make-up working day counts as the weekday that it stands in for.  A year or a
    country that is not known has no such days.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not is_known(code):
        return MappingProxyType({})
    return _public_days(code, year, language)


@lru_cache(maxsize=512)
def _public_days(code: str, year: int, language: str) -> Mapping[date, PublicDay]:
    import holidays

    country, _, part = code.partition("-")
    wanted: dict[str, Any] = {"subdiv": part or None, "years": year}
    found = holidays.country_holidays(country, **wanted)
    if language in (found.supported_languages or ()):
        found = holidays.country_holidays(country, **wanted, language=language)
    days = {day: PublicDay(str(name)) for day, name in found.items() if day.year == year}
    for worked, instead_of in _made_up(found, year).items():
        days[worked] = PublicDay("", weekday_of(instead_of))
    for worked in getattr(found, "weekend_workdays", ()):
        if worked.year == year and worked not in days:
            days[worked] = PublicDay("", "mon" if weekday_of(worked) == "sun" else "fri")
    return MappingProxyType(days)


def _made_up(found: Any, year: int) -> dict[date, date]:
    """Make-up working day → the day off that it is worked for, of those near `year`.

    The package lists them as (month, day off, month, day worked[, year worked]).
    """
    made: dict[date, date] = {}
    listed = getattr(found, "special_public_holidays", None) or {}
    for near in (year - 1, year, year + 1):
        rows = listed.get(near, ())
        for row in rows if rows and isinstance(rows[0], tuple) else (rows,):
            if len(row) < _WITH_YEAR - 1 or not all(isinstance(part, int) for part in row):
                continue
            worked = date(row[4] if len(row) == _WITH_YEAR else near, row[2], row[3])
            if worked.year == year:
                made[worked] = date(near, row[0], row[1])
    return made
