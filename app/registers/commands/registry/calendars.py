"""Rules of calendar days, and of the calendars that territories and contracts follow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.calendar.rules.public_holidays import is_known
from app.kernel import UnitOfWork, locks
from app.kernel.phrases import Phrase
from app.registers.reads.calendars import AS
from app.registers.tables import (
    AUTO_CALENDAR,
    NO_CALENDAR,
    TERRITORY_CALENDAR,
    CalendarDay,
    Contract,
    Territory,
)


def prepare_day(uow: UnitOfWork, values: dict[str, Any], row: CalendarDay | None) -> dict[str, str]:
    """A day belongs to a territory or to a contract, and stands once in its calendar."""
    names = ("territory_id", "contract_id", "date", "kind", "as_weekday")
    territory_id, contract_id, day, kind, weekday = (
        values[name] if name in values else getattr(row, name, None) for name in names
    )
    if (territory_id is None) == (contract_id is None):
        return {"territory_id": Phrase("is needed, or a contract, and not both")}
    errors: dict[str, str] = {}
    if (weekday is not None) != (kind == AS):
        errors["as_weekday"] = (
            Phrase("is needed where the day counts as another")
            if kind == AS
            else Phrase("fits a day that counts as another alone")
        )
    # Two days entered at the same moment wait for each other here.
    if territory_id is not None:
        locks.row(uow, Territory, territory_id)
        own = CalendarDay.territory_id == territory_id
    else:
        locks.row(uow, Contract, contract_id)
        own = CalendarDay.contract_id == contract_id
    twins = select(CalendarDay.id).where(own, CalendarDay.date == day)
    if row is not None:
        twins = twins.where(CalendarDay.id != row.id)
    if uow.session.scalars(twins).first() is not None:
        errors["date"] = Phrase("stands in this calendar already")
    return errors


def calendar_errors(values: dict[str, Any], *words: str) -> dict[str, str]:
    """Check `values["holiday_calendar"]`: one of `words`, or a country or its part that has a calendar."""
    code = values.get("holiday_calendar")
    if code is None or code in words or is_known(code):
        return {}
    return {
        "holiday_calendar": Phrase(
            "is not %(words)s, nor a country or its part such as CN or US-NY", words=", ".join(words)
        )
    }


def territory_calendar_errors(values: dict[str, Any]) -> dict[str, str]:
    """A territory follows its time zone's country, a country, or no calendar."""
    return calendar_errors(values, AUTO_CALENDAR, NO_CALENDAR)


def contract_calendar_errors(values: dict[str, Any]) -> dict[str, str]:
    """A contract follows its territory, a country, or no calendar."""
    return calendar_errors(values, TERRITORY_CALENDAR, NO_CALENDAR)
