"""Which days of a roster are no ordinary ones: holidays, days the office closed, make-up working days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.kernel import UnitOfWork
from app.registers.reads.calendars import SpecialDay, special_days
from app.registers.tables import Territory


def special_in(
    uow: UnitOfWork, territory: Territory, days: Iterable[date], language: str = ""
) -> dict[date, SpecialDay]:
    """Return those of the days that differ from their weekday by the territory's calendar."""
    wanted = {*days}
    years = sorted({day.year for day in wanted})
    found = (day for year in years for day in special_days(uow, territory, None, year, language))
    return {one.date: one for one in found if one.date in wanted}


def without_holidays(uow: UnitOfWork, territory: Territory, days: Sequence[date]) -> list[date]:
    """Return the days on which the territory's calendar is open."""
    special = special_in(uow, territory, days)
    return [day for day in days if day not in special or special[day].hours is not None]
