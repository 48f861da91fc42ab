"""Holidays in words: for the heads of a roster, and for what is about to be written onto them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.pages.calendars import spelled
from app.registers.reads.calendars import SpecialDay
from app.registers.tables import Shift, Territory
from app.rosters.pages.asked import read_day
from app.rosters.reads.holidays import special_in
from app.rosters.rules.local_days import days_from, monday
from app.web.languages import holiday_names
from app.web.wording import say

_MOST, _WEEK = 100, 7


@dataclass(frozen=True, slots=True)
class PlannedOn:
    """A day that differs from its weekday, and how many of the new shifts begin on it."""

    day: date
    name: str
    closed: bool
    shifts: int


def skipped() -> bool:
    """Tell whether the form leaves holidays out."""
    return request.form.get("skip_holidays") == "1"


def names_of(uow: UnitOfWork, territory: Territory, days: Iterable[date]) -> dict[date, tuple[str, bool]]:
    """Return what the days are called that differ from their weekday, and whether they are closed."""
    found = special_in(uow, territory, days, holiday_names())
    return {day: (_called(one), one.hours is None) for day, one in found.items()}


def planned_on(
    uow: UnitOfWork, territory: Territory, made: Sequence[Shift], *, skipped: bool
) -> list[PlannedOn]:
    """Return the holidays among the days that were asked for; of make-up working days those that are left."""
    counts = Counter(local_date(one.starts_at, territory.time_zone) for one in made)
    named = names_of(uow, territory, _asked())
    return [
        PlannedOn(day, name, closed, counts[day])
        for day, (name, closed) in sorted(named.items())
        if closed or not skipped
    ]


def _asked() -> list[date]:
    """Return the days of the form: from the first to the last, or the weeks that are copied onto."""
    first, last = (read_day(request.form.get(name, "")) for name in ("first_on", "last_on"))
    if first and last:
        return days_from(first, min(max((last - first).days + 1, 0), _MOST))
    weeks = [day for day in map(read_day, request.form.getlist("onto")) if day]
    return [day for week in weeks for day in days_from(monday(week), _WEEK)]


def _called(day: SpecialDay) -> str:
    if day.override is not None and day.override.note:
        return day.override.note
    if day.name:
        return spelled(day.name)
    return say(Phrase("closed by the office") if day.hours is None else Phrase("make-up working day"))
