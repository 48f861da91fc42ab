"""What the page that amends a request has to show beside its fields."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Asset, FaultType

MOST = 500


def fault_choices(uow: UnitOfWork) -> list[FaultType]:
    """Return the kinds of faults."""
    return list(uow.session.scalars(select(FaultType).order_by(FaultType.code)))


def machines_at(uow: UnitOfWork, site_id: UUID) -> list[Asset]:
    """Return the machines in use at a site."""
    at_site = select(Asset).where(Asset.site_id == site_id, Asset.active)
    return list(uow.session.scalars(at_site.order_by(Asset.model, Asset.serial_number).limit(MOST)))
