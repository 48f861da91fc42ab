"""Which requests stand on the board of a day, and all that belongs to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select, union

from app.kernel import Principal, UnitOfWork, visibility
from app.positions.tables import EngineerPosition
from app.promise.reads.danger import Level
from app.registers.reads.phone_numbers import has_number
from app.registers.tables import Customer, Engineer, FaultType, Site, Territory
from app.requests.reads.goes_on import is_open
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show: a level (None: all that is not over), one territory or some, a text to look for."""

    level: Level | None = None
    territory_id: UUID | None = None
    territory_ids: tuple[UUID, ...] = ()
    text: str = ""


def asked(principal: Principal, filters: Filters, keys: CTE) -> Select[*tuple[Any, ...]]:
    """Ask for what belongs to these requests.

    They come first: with so many tables PostgreSQL joins in the order that is written.
    """
    newest = (
        select(func.max(Visit.ordinal))
        .where(Visit.request_id == ServiceRequest.id, visibility.rows(Visit, principal))
        .correlate(ServiceRequest)
        .scalar_subquery()
    )
    visit = and_(Visit.request_id == ServiceRequest.id, Visit.ordinal == newest)
    query: Select[*tuple[Any, ...]] = (
        select(
            ServiceRequest,
            Visit,
            Engineer,
            Customer,
            Site,
            FaultType,
            Territory,
            EngineerPosition.received_at,
        )
        .select_from(keys)
        .join(ServiceRequest, ServiceRequest.id == keys.c.id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .outerjoin(Visit, visit)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .outerjoin(EngineerPosition, EngineerPosition.engineer_id == Engineer.id)
        .where(visibility.rows(ServiceRequest, principal))
    )
    if filters.territory_id is not None:
        query = query.where(ServiceRequest.territory_id == filters.territory_id)
    if filters.territory_ids:
        query = query.where(ServiceRequest.territory_id.in_(filters.territory_ids))
    return query.where(_mentions(filters.text)) if filters.text else query


def of_the_day(uow: UnitOfWork) -> CTE:
    """What is open, was made today, or yesterday and ended today, or has an arrival to be settled."""
    of_day = (
        is_open(),
        ServiceRequest.arrival_doubtful_since.is_not(None),
        *_made_today(uow),
    )
    # Each by an index of its own: joined by OR they are one look through all requests that ever were.
    return union(*(select(ServiceRequest.id).where(one) for one in of_day)).cte("of_day")


def _made_today(uow: UnitOfWork) -> Iterator[ColumnElement[bool]]:
    """Today begins at another hour in each territory."""
    yield ServiceRequest.requested_at >= uow.now
    for territory_id, zone in uow.session.execute(select(Territory.id, Territory.time_zone)):
        midnight = _midnight(uow.now, zone)
        asked_at = ServiceRequest.requested_at
        yield and_(ServiceRequest.territory_id == territory_id, asked_at >= midnight)
        late = and_(asked_at >= midnight - timedelta(days=1), ServiceRequest.resolved_at >= midnight)
        yield and_(ServiceRequest.territory_id == territory_id, asked_at < midnight, late)


def _midnight(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _mentions(text: str) -> ColumnElement[bool]:
    text = text.strip()
    columns = (
        ServiceRequest.code,
        ServiceRequest.contact_name,
        ServiceRequest.contact_phone_as_said,
        ServiceRequest.contact_phone,
        Customer.name,
        Site.name,
        Site.address,
        Engineer.name,
        Engineer.number,
    )
    found = [column.icontains(text, autoescape=True) for column in columns]
    for owner, key in (("request", ServiceRequest.id), ("customer", ServiceRequest.customer_id)):
        by_number = has_number(owner, key, text)
        if by_number is not None:
            found.append(by_number)
    return or_(*found)
