"""Depots as an engineer's phone shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import UnitOfWork, visibility
from app.registers.tables import Depot, Engineer


@dataclass(frozen=True, slots=True)
class DepotOfEngineer:
    """A depot where an engineer may fetch what he needs; `own` if it is the one on his record."""

    depot: Depot
    own: bool


def depots_of_engineer(uow: UnitOfWork, engineer_id: UUID) -> list[DepotOfEngineer]:
    """Return the open depots of his territory and company, and his own wherever it is: that first."""
    engineer = uow.get(Engineer, engineer_id)
    here = or_(
        Depot.id == engineer.depot_id,
        Depot.territory_id == engineer.territory_id,
        Depot.provider_id == engineer.provider_id,
    )
    open_ones = select(Depot).where(here, Depot.active.is_(True), visibility.rows(Depot, uow.principal))
    found = [DepotOfEngineer(one, one.id == engineer.depot_id) for one in uow.session.scalars(open_ones)]
    return sorted(found, key=lambda one: (not one.own, one.depot.name))
