"""Rules of named engineers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.kernel import UnitOfWork, locks
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.reads.customers import same_customer
from app.registers.reads.territories import zone_of_engineer
from app.registers.tables import Engineer, NamedEngineer

OWNERS = ("customer_id", "site_id", "asset_id")


def prepare_named(uow: UnitOfWork, values: dict[str, Any], row: NamedEngineer | None) -> dict[str, str]:
    """An entry is about one customer, site or machine, and says one thing of an engineer on each day."""

    def standing(name: str) -> Any:
        return values[name] if name in values else getattr(row, name, None)

    engineer_id: UUID = standing("engineer_id")
    owners = {name: standing(name) for name in OWNERS if standing(name) is not None}
    if len(owners) != 1:
        text = Phrase("one of customer, site and machine is needed, and not more than one")
        return {(list(owners) or ["customer_id"])[-1]: text}
    if standing("starts_on") is None:
        values["starts_on"] = local_date(uow.now, zone_of_engineer(uow, engineer_id))
    if not standing("asked_by"):
        values["asked_by"] = (uow.principal.name or uow.principal.key)[:120]
    starts_on, ends_on = standing("starts_on"), standing("ends_on")
    if ends_on is not None and ends_on < starts_on:
        return {"ends_on": Phrase("is before the first day")}
    # Two entries made at the same moment wait for each other here.
    locks.row(uow, Engineer, engineer_id)
    if _another(uow, engineer_id, owners, (starts_on, ends_on), row) is not None:
        return {"engineer_id": Phrase("is named for this already in that time; change that entry, or end it")}
    return {}


def _is_of(name: str, key: UUID) -> ColumnElement[bool]:
    if name == "customer_id":
        return NamedEngineer.customer_id.in_(same_customer(key))
    column: ColumnElement[bool] = getattr(NamedEngineer, name) == key
    return column


def _another(
    uow: UnitOfWork,
    engineer_id: UUID,
    owners: dict[str, UUID],
    days: tuple[date, date | None],
    row: NamedEngineer | None,
) -> UUID | None:
    starts_on, ends_on = days
    found = select(NamedEngineer.id).where(
        NamedEngineer.engineer_id == engineer_id,
        *(_is_of(name, key) for name, key in owners.items()),
        or_(NamedEngineer.ends_on.is_(None), NamedEngineer.ends_on >= starts_on),
    )
    if ends_on is not None:
        found = found.where(NamedEngineer.starts_on <= ends_on)
    if row is not None:
        found = found.where(NamedEngineer.id != row.id)
    return uow.session.scalars(found.limit(1)).first()
