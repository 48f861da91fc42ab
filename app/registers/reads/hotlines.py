"""Whom a customer calls: the hotline of the territory, else the installation's."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.reads.customers import one_customer
from app.registers.tables import Site, Territory


def hotline_of(uow: UnitOfWork, territory_id: UUID | None) -> str:
    """Return the number to call about something in a territory, as it is printed; blank where none is set."""
    territory = uow.session.get(Territory, territory_id) if territory_id is not None else None
    return (territory.hotline_phone if territory is not None else "") or uow.settings.hotline_phone


def hotline_of_customer(uow: UnitOfWork, customer_id: UUID | None) -> str:
    """Return the number for a customer: the territory's of the first site that has one of its own."""
    if customer_id is not None:
        own = (
            select(Territory.hotline_phone)
            .join(Site, Site.territory_id == Territory.id)
            .where(Site.customer_id.in_(one_customer(customer_id)), Territory.hotline_phone != "")
            .order_by(Site.created_at, Site.id)
            .limit(1)
        )
        if found := uow.session.scalars(own).first():
            return found
    return uow.settings.hotline_phone
