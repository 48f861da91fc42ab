"""Who is named for a customer, at all of its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from app.kernel import UnitOfWork
from app.kernel.local_dates import first_day_anywhere
from app.registers.reads.customers import one_customer
from app.registers.tables import Asset, Engineer, NamedEngineer, Site


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """An entry that is in force or to come; `place` is its site's name, blank for all of the customer's."""

    kind: str
    engineer: str
    place: str


def named_of(ids: Select[UUID]) -> ColumnElement[bool]:
    """Say that an entry is about one of these customers, a site or a machine of theirs."""
    sites = select(Site.id).where(Site.customer_id.in_(ids))
    return or_(
        NamedEngineer.customer_id.in_(ids),
        NamedEngineer.site_id.in_(sites),
        NamedEngineer.asset_id.in_(select(Asset.id).where(Asset.site_id.in_(sites))),
    )


def named_people(uow: UnitOfWork, customer_id: UUID) -> Sequence[NamedPerson]:
    """Return who is named for a customer and its places, those for the whole customer first."""
    rows = uow.session.execute(
        select(NamedEngineer.kind, Engineer.name, Site.name)
        .join(Engineer, Engineer.id == NamedEngineer.engineer_id)
        .outerjoin(Asset, Asset.id == NamedEngineer.asset_id)
        .outerjoin(Site, or_(Site.id == NamedEngineer.site_id, Site.id == Asset.site_id))
        .where(
            named_of(one_customer(customer_id)),
            or_(NamedEngineer.ends_on.is_(None), NamedEngineer.ends_on >= first_day_anywhere(uow.now)),
        )
        .order_by(Site.name.is_not(None), Site.name, NamedEngineer.kind, Engineer.name)
    )
    return [NamedPerson(kind, engineer, place or "") for kind, engineer, place in rows]
