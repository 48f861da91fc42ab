"""Rules of customers, sites, assets, contracts and territories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.calendar.errors import CoverageInvalid
from app.calendar.rules.opening_hours import parse_coverage
from app.calendar.rules.quiet_hours import quiet_errors
from app.kernel import UnitOfWork
from app.kernel.dialled import is_area_code
from app.kernel.phrases import Phrase
from app.kernel.telephone import read_phone_numbers
from app.registers.commands import phone_numbers
from app.registers.commands.registry.calendars import contract_calendar_errors, territory_calendar_errors
from app.registers.commands.registry.in_use import count
from app.registers.rules.areas import crossing_sides, inside
from app.registers.tables import Contract, Customer, Engineer, Territory

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
        errors["ends_on"] = Phrase("is before the first day")
    return errors


def prepare_territory(uow: UnitOfWork, values: dict[str, Any], row: Territory | None) -> dict[str, str]:
    """A boundary is a ring around the centre, numbers are dialled, quiet hours are a span."""
    return (
        _boundary_errors(values, row)
        | _number_errors(uow, {key: value for key, value in values.items() if getattr(row, key, "") != value})
        | quiet_errors(values)
        | territory_calendar_errors(values)
    )


def _boundary_errors(values: Mapping[str, Any], row: Territory | None) -> dict[str, str]:
    """Check a boundary that is new, or whose centre is."""
    names = ("boundary", "centre_lat", "centre_lon")
    now = tuple(getattr(row, name, None) for name in names)
    ring, lat, lon = said = tuple(values.get(name, was) for name, was in zip(names, now, strict=True))
    if not ring or said == now:
        return {}
    if len({tuple(corner) for corner in ring}) < MIN_RING:
        return {"boundary": Phrase("needs at least %(least)s different corners", least=MIN_RING)}
    if crossed := crossing_sides(ring):
        one, other = crossed
        text = Phrase(
            "crosses itself: the side after corner %(one)s meets the one after corner %(other)s",
            one=one,
            other=other,
        )
        return {"boundary": text}
    if None not in (lat, lon) and not inside((lat, lon), ring):
        return {"boundary": Phrase("does not hold the centre; draw it around the centre, or move the centre")}
    return {}


def _number_errors(uow: UnitOfWork, changed: Mapping[str, Any]) -> dict[str, str]:
    """What is dialled must be numbers; of a blank one nothing is said."""
    found: dict[str, str] = {}
    region, area_code = uow.settings.default_region, changed.get("area_code", "")
    if area_code and not is_area_code(area_code, region):
        found["area_code"] = Phrase(
            "is no area code as it is dialled at home, such as 010: with the 0 in front"
        )
    hotline = changed.get("hotline_phone", "")
    if hotline and not read_phone_numbers(hotline, region):
        found["hotline_phone"] = Phrase("has no telephone number in it, such as 010-6255 1007 or 95588")
    return found


def engineers_of_territory(uow: UnitOfWork, row: Territory) -> tuple[str, int]:
    """Engineers on the strength of the territory."""
    return Phrase("engineers"), count(
        uow, Engineer, Engineer.territory_id == row.id, Engineer.active.is_(True)
    )
