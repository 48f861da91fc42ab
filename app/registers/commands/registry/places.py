"""Rules of customers, sites, assets, contracts and territories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from app.calendar.rules.opening_hours import CoverageInvalid, parse_coverage
from app.kernel import UnitOfWork
from app.kernel.errors import Phrase
from app.outbox.commands.subscriptions import quiet_errors
from app.registers.commands import phone_numbers
from app.registers.commands.registry.calendars import contract_calendar_errors, territory_calendar_errors
from app.registers.commands.registry.users_of import LIVE, OVER, count
from app.registers.reads.customers import one_customer
from app.registers.tables import Asset, Contract, Customer, Engineer, Site, Territory
from app.requests.tables import ServiceRequest, Visit

MIN_RING = 3


def read_numbers(uow: UnitOfWork, values: dict[str, Any], row: Any, area_code: str) -> None:
    """Put what `values["phone"]` says beside the numbers read of it, in place.

    A number that comes back as it was shown changes nothing: the words behind it stay.
    """
    if "phone" not in values:
        return
    said = phone_numbers.cleaned(values["phone"] or "")
    if row is not None and said and said in (row.phone, row.phone_as_said):
        del values["phone"]
        return
    values |= phone_numbers.understood(uow, said, area_code).of_row()


def prepare_customer(uow: UnitOfWork, values: dict[str, Any], row: Customer | None) -> dict[str, str]:
    """A customer's numbers are kept as said and as read; quiet hours are a span."""
    read_numbers(uow, values, row, phone_numbers.area_code_of(uow, row.id if row else None))
    return quiet_errors(values)


def prepare_contract(_uow: UnitOfWork, values: dict[str, Any], row: Contract | None) -> dict[str, str]:
    """Coverage must be readable, its calendar known, and the end not before the start."""
    errors = contract_calendar_errors(values)
    if values.get("coverage") is not None:
        try:
            parse_coverage(values["coverage"])
        except CoverageInvalid as bad:
            errors[f"coverage.{bad.path}".rstrip(".")] = bad.message
    starts_on, ends_on = (values.get(name, getattr(row, name, None)) for name in ("starts_on", "ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        errors["ends_on"] = Phrase("is before starts_on")
    return errors


def prepare_territory(_uow: UnitOfWork, values: dict[str, Any], _row: Territory | None) -> dict[str, str]:
    """A boundary is a ring of at least three corners, quiet hours are a span."""
    ring = values.get("boundary")
    if ring is not None and len({tuple(corner) for corner in ring}) < MIN_RING:
        return {"boundary": Phrase("needs at least %(least)s different corners", least=MIN_RING)}
    return quiet_errors(values) | territory_calendar_errors(values)


def _open_requests(uow: UnitOfWork, column: Any, key: UUID) -> tuple[str, int]:
    is_open: ColumnElement[bool] = ServiceRequest.state.not_in(OVER)
    return "open requests", count(uow, ServiceRequest, column == key, is_open)


def open_requests_of_customer(uow: UnitOfWork, row: Customer) -> tuple[str, int]:
    """Requests of the customer that are not over, those of doubles merged into it too."""
    is_open: ColumnElement[bool] = ServiceRequest.state.not_in(OVER)
    mine = ServiceRequest.customer_id.in_(one_customer(row.id))
    return "open requests", count(uow, ServiceRequest, mine, is_open)


def open_requests_of_site(uow: UnitOfWork, row: Site) -> tuple[str, int]:
    """Requests at the site that are not over."""
    return _open_requests(uow, ServiceRequest.site_id, row.id)


def open_requests_of_asset(uow: UnitOfWork, row: Asset) -> tuple[str, int]:
    """Requests about the machine that are not over."""
    return _open_requests(uow, ServiceRequest.asset_id, row.id)


def requests_under_contract(uow: UnitOfWork, row: Contract) -> tuple[str, int]:
    """Requests whose promise came from the contract; end it by `ends_on` instead."""
    return "requests", count(uow, ServiceRequest, ServiceRequest.contract_id == row.id)


def engineers_of_territory(uow: UnitOfWork, row: Territory) -> tuple[str, int]:
    """Engineers on the strength of the territory."""
    return "engineers", count(uow, Engineer, Engineer.territory_id == row.id, Engineer.active.is_(True))


def open_visits_of_territory(uow: UnitOfWork, row: Territory) -> tuple[str, int]:
    """Visits that still stand."""
    return "open visits", count(uow, Visit, Visit.territory_id == row.id, Visit.state.in_(LIVE))
