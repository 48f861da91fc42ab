"""Rules of depots."""

from __future__ import annotations

from typing import Any

from app.calendar.errors import CoverageInvalid
from app.calendar.rules.opening_hours import parse_coverage
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.commands import phone_numbers
from app.registers.commands.registry.in_use import count
from app.registers.commands.registry.places import read_numbers
from app.registers.tables import Depot, Engineer


def prepare_depot(uow: UnitOfWork, values: dict[str, Any], row: Depot | None) -> dict[str, str]:
    """It is somebody's, its opening hours can be read, and its numbers are kept as said and as read."""
    read_numbers(uow, values, row, phone_numbers.area_code_of(uow, None))
    errors: dict[str, str] = {}
    owners = (values.get(name, getattr(row, name, None)) for name in ("territory_id", "provider_id"))
    if not any(owners):
        errors["territory_id"] = Phrase("is missing: a depot belongs to a territory or a service provider")
    if values.get("opening_hours") is not None:
        try:
            parse_coverage(values["opening_hours"])
        except CoverageInvalid as bad:
            errors[f"opening_hours.{bad.path}".rstrip(".")] = bad.message
    return errors


def engineers_of_depot(uow: UnitOfWork, row: Depot) -> tuple[str, int]:
    """Engineers who fetch what they need there."""
    return Phrase("engineers"), count(uow, Engineer, Engineer.depot_id == row.id, Engineer.active.is_(True))
