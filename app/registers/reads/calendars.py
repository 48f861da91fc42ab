"""Which weekday's coverage hours hold on a date: holidays, make-up working days, and what the office says.

What is said of one contract outweighs what is said of its territory, and both outweigh the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.calendar.rules.opening_hours import HoursOf, weekday_of
from app.calendar.rules.public_holidays import country_of_zone, public_days
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.registers.tables import (
    AUTO_CALENDAR,
    NO_CALENDAR,
    TERRITORY_CALENDAR,
    CalendarDay,
    Contract,
    Site,
    Territory,
)

OPEN, CLOSED, AS = "open", "closed", "as"
DAY_KINDS = (OPEN, CLOSED, AS)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that is not simply its weekday.

    `hours`: the weekday whose hours hold, None where closed.  `name` is the holiday's, `override` what the
    office said of it, None where the calendar alone does.
    """

    date: date
    hours: str | None
    name: str
    override: CalendarDay | None

    @property
    def weekday(self) -> str:
        """Which day of the week the date is."""
        return weekday_of(self.date)


def calendar_code(territory: Territory, contract: Contract | None = None) -> str | None:
    """The calendar that holds, such as "CN" or "US-NY"; None where holidays are days like others."""
    code = contract.holiday_calendar if contract else TERRITORY_CALENDAR
    if code == TERRITORY_CALENDAR:
        code = territory.holiday_calendar
    if code == AUTO_CALENDAR:
        return country_of_zone(territory.time_zone)
    return None if code == NO_CALENDAR else code


def hours_of(uow: UnitOfWork, territory: Territory, contract: Contract) -> HoursOf:
    """The day-classifier of a contract's coverage hours."""
    code = calendar_code(territory, contract)
    said = _said(uow, _owners(territory, contract))

    def hours(day: date) -> str | None:
        if override := said.get(day):
            return _hours_said(override)
        public = public_days(code, day.year).get(day) if code else None
        return public.as_weekday if public else weekday_of(day)

    return hours


def special_days(
    uow: UnitOfWork, territory: Territory, contract: Contract | None, year: int, language: str = ""
) -> Sequence[SpecialDay]:
    """The days of `year` that differ from their weekday, in order, for a territory or for one contract."""
    code = calendar_code(territory, contract)
    public = public_days(code, year, language) if code else {}
    said = {day: row for day, row in _said(uow, _owners(territory, contract)).items() if day.year == year}
    found = []
    for day in sorted({*public, *said}):
        known, override = public.get(day), said.get(day)
        hours = _hours_said(override) if override else known.as_weekday if known else None
        found.append(SpecialDay(day, hours, known.name if known else "", override))
    return found


def contract_and_territory(uow: UnitOfWork, contract_id: UUID) -> tuple[Territory, Contract]:
    """A contract, and the territory that serves its customer: that of the first site, else the first of all.

    Raises:
        NotFound: there is no such contract, or no territory at all.
    """
    contract = uow.get(Contract, contract_id)
    theirs = (
        select(Territory)
        .join(Site, Site.territory_id == Territory.id)
        .where(Site.customer_id == contract.customer_id)
        .order_by(Site.created_at, Site.id)
    )
    found = uow.session.scalars(theirs.limit(1)).first()
    found = found or uow.session.scalars(select(Territory).order_by(Territory.code).limit(1)).first()
    if found is None:
        raise NotFound("Territory", "")
    return found, contract


def _owners(territory: Territory, contract: Contract | None) -> list[UUID]:
    """Whose overrides count, the weakest first."""
    if contract is None:
        return [territory.id]
    return [territory.id, contract.id] if contract.holiday_calendar == TERRITORY_CALENDAR else [contract.id]


def _said(uow: UnitOfWork, owners: Sequence[UUID]) -> Mapping[date, CalendarDay]:
    said: dict[date, CalendarDay] = {}
    for owner in owners:
        rows = uow.session.scalars(
            select(CalendarDay).where(
                (CalendarDay.territory_id == owner) | (CalendarDay.contract_id == owner)
            )
        )
        said |= {row.date: row for row in rows}
    return said


def _hours_said(row: CalendarDay) -> str | None:
    if row.kind == CLOSED:
        return None
    return row.as_weekday if row.kind == AS else weekday_of(row.date)
