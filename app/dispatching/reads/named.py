"""The named engineers in force of some visits: one query, however many visits there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, or_, select

from app.dispatching.rules.named import NOBODY_NAMED, Level, Named, NamedEntry, named
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Customer, Engineer, NamedEngineer, Territory
from app.requests.tables import ServiceRequest, Visit

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place:
    """For whom and where somebody is to come; the customer is the one as whom he is read."""

    customer_id: UUID | None
    site_id: UUID | None
    asset_id: UUID | None


def named_at(uow: UnitOfWork, places: Mapping[Key, Place], on: date) -> dict[Key, Named]:
    """Return for each place what its named engineers come to on a day; left out where nobody is named."""
    of_customers = {one.customer_id for one in places.values()} - {None}
    of_sites = {one.site_id for one in places.values()} - {None}
    of_assets = {one.asset_id for one in places.values()} - {None}
    if not (of_customers or of_sites):
        return {}
    read_as = func.coalesce(Customer.survivor_id, Customer.id)
    rows = uow.session.execute(
        select(NamedEngineer, Engineer.name, read_as)
        .join(Engineer, Engineer.id == NamedEngineer.engineer_id)
        .outerjoin(Customer, Customer.id == NamedEngineer.customer_id)
        .where(
            or_(
                NamedEngineer.customer_id.in_(of_customers),
                Customer.survivor_id.in_(of_customers),
                NamedEngineer.site_id.in_(of_sites),
                NamedEngineer.asset_id.in_(of_assets),
            ),
            NamedEngineer.starts_on <= on,
            or_(NamedEngineer.ends_on.is_(None), NamedEngineer.ends_on >= on),
        )
    )
    entries: dict[tuple[Level, UUID], list[NamedEntry]] = defaultdict(list)
    for row, name, customer_id in rows:
        level, owner = _where(row, customer_id)
        entry = NamedEntry(row.id, row.engineer_id, name, row.kind, level, row.reason)
        entries[level, owner].append(entry)
    return {key: named(found) for key, one in places.items() if (found := _of(entries, one))}


def named_of_visit(uow: UnitOfWork, visit: Visit) -> Named:
    """Return what the named engineers come to for one visit."""
    return named_of_visits(uow, [visit]).get(visit.id, NOBODY_NAMED)


def named_of_visits(uow: UnitOfWork, visits: list[Visit]) -> dict[UUID, Named]:
    """Return the same for several visits of one territory; left out where nobody is named."""
    if not visits:
        return {}
    rows = uow.session.execute(
        select(
            Visit.id,
            func.coalesce(Customer.survivor_id, Customer.id),
            ServiceRequest.site_id,
            ServiceRequest.asset_id,
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .where(Visit.id.in_([visit.id for visit in visits]))
    )
    places = {key: Place(customer_id, site_id, asset_id) for key, customer_id, site_id, asset_id in rows}
    return named_at(uow, places, local_date(uow.now, uow.get(Territory, visits[0].territory_id).time_zone))


def _where(row: NamedEngineer, customer_id: UUID | None) -> tuple[Level, UUID]:
    if row.asset_id is not None:
        return Level.ASSET, row.asset_id
    if row.site_id is not None:
        return Level.SITE, row.site_id
    if customer_id is None:
        raise LookupError(f"entry {row.id} is about nobody")
    return Level.CUSTOMER, customer_id


def _of(entries: Mapping[tuple[Level, UUID], list[NamedEntry]], place: Place) -> list[NamedEntry]:
    owners = ((Level.CUSTOMER, place.customer_id), (Level.SITE, place.site_id), (Level.ASSET, place.asset_id))
    return [one for level, key in owners if key is not None for one in entries.get((level, key), ())]
