"""Customers who were merged: who is read for whom, and which ids are one customer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, func, or_, select

from app.kernel import UnitOfWork
from app.registers.reads.territories import zone_of_territory
from app.registers.tables import Customer, Site, Territory


def survivor_id(uow: UnitOfWork, customer_id: UUID) -> UUID:
    """Return the id of the customer as whom `customer_id` is read; an unknown one is its own."""
    found = uow.session.scalars(select(Customer.survivor_id).where(Customer.id == customer_id)).first()
    return found or customer_id


def survivor(uow: UnitOfWork, customer: Customer) -> Customer:
    """Return the customer as whom `customer` is read."""
    return customer if customer.survivor_id is None else uow.get(Customer, customer.survivor_id)


def zone_of_customer(uow: UnitOfWork, customer_id: UUID | None) -> str:
    """Return the time zone of a customer's first site, else the installation's."""
    if customer_id is not None:
        sites = (
            select(func.coalesce(Site.time_zone, Territory.time_zone))
            .join(Territory, Territory.id == Site.territory_id)
            .where(Site.customer_id.in_(one_customer(customer_id)))
            .order_by(Site.created_at, Site.id)
        )
        if found := uow.session.scalars(sites.limit(1)).first():
            return found
    return zone_of_territory(uow)


def one_customer(customer_id: UUID) -> Select[UUID]:
    """Return the query of all ids under which a customer that was not merged away is on record."""
    return select(Customer.id).where(or_(Customer.id == customer_id, Customer.survivor_id == customer_id))


def same_customer(customer_id: UUID | None) -> Select[UUID]:
    """The same, whichever of the ids is given; none where it is nobody who is on record yet.

    Without the guard "merged into nobody" would be asked for, which is what nearly every customer is.
    """
    if customer_id is None:
        return select(Customer.id).where(false())
    survivor_of = select(Customer.survivor_id).where(Customer.id == customer_id).scalar_subquery()
    return select(Customer.id).where(
        or_(
            Customer.id == customer_id,
            Customer.survivor_id == customer_id,
            Customer.id == survivor_of,
            Customer.survivor_id == survivor_of,
        )
    )
