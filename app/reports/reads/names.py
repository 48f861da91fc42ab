"""What the keys of a report's lines are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.ids import is_id
from app.registers.tables import Contract, Customer, Engineer, FaultType, Territory
from app.reports.rules.asked import By

_AT_ONCE = 500
_NAMES: Mapping[By, Any] = {
    By.TERRITORY: Territory.name,
    By.ENGINEER: Engineer.name,
    By.CUSTOMER: Customer.name,
    By.CONTRACT: Contract.number,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow a report to; `zone` of a territory."""

    id: UUID
    name: str
    zone: str = ""


def names(uow: UnitOfWork, by: By, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the English and the Chinese name by key, of what has names."""
    wanted = [key for key in keys if is_id(key)]
    if by is By.FAULT:
        faults = uow.session.execute(select(FaultType.code, FaultType.name_en, FaultType.name_zh))
        return {code: (en, zh) for code, en, zh in faults}
    if by not in _NAMES:
        return {}
    column = _NAMES[by]
    found: dict[str, tuple[str, str]] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        some = [UUID(key) for key in wanted[begin : begin + _AT_ONCE]]
        rows = uow.session.execute(select(column.class_.id, column).where(column.class_.id.in_(some)))
        found.update({str(key): (name, name) for key, name in rows})
    return found


def territories(uow: UnitOfWork) -> list[Choice]:
    """Return all territories by name, those that are closed too: they have a past."""
    rows = uow.session.execute(
        select(Territory.id, Territory.name, Territory.time_zone).order_by(Territory.name)
    )
    return [Choice(*row) for row in rows]


def engineers(uow: UnitOfWork) -> list[Choice]:
    """Return all engineers by name."""
    rows = uow.session.execute(select(Engineer.id, Engineer.name).order_by(Engineer.name, Engineer.id))
    return [Choice(*row) for row in rows]


def customer_name(uow: UnitOfWork, customer_id: UUID) -> str:
    """Return a customer's name; blank where there is none."""
    return uow.session.scalar(select(Customer.name).where(Customer.id == customer_id)) or ""


def engineer_name(uow: UnitOfWork, engineer_id: UUID) -> str:
    """Return an engineer's name; blank where there is none."""
    return uow.session.scalar(select(Engineer.name).where(Engineer.id == engineer_id)) or ""


def territory_name(uow: UnitOfWork, territory_id: UUID) -> str:
    """Return a territory's name; blank where there is none."""
    return uow.session.scalar(select(Territory.name).where(Territory.id == territory_id)) or ""
