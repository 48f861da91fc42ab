"""What stands on each list of work, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from app.desk.reads.waiting import in_doubt, nobodys, to_call, waiting_returns
from app.dispatching.reads.on_duty import HourToCome, hour_to_come
from app.kernel import UnitOfWork, visibility
from app.registers.reads.register_names import with_skill_names
from app.registers.tables import Customer, FaultType, Site, Territory
from app.requests.reads.part_returns import held_back
from app.requests.tables import ServiceRequest, Visit

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request on a list: `since` it waits there, `visit_id` where a visit is what it is about."""

    request: ServiceRequest
    customer: str
    site: str
    fault: FaultType
    time_zone: str
    since: datetime
    due_at: datetime | None
    visit_id: UUID | None
    reasons: tuple[Mapping[str, Any], ...] = ()
    hour: HourToCome | None = None
    eta_at: datetime | None = None
    held_back: bool = False


def returns_to_come(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the one whose clock is over first at the top."""
    found = dict(waiting_returns(uow))
    query = _asked().join(Visit, Visit.request_id == ServiceRequest.id).where(Visit.id.in_(found))
    held = set(uow.session.scalars(select(Visit.id).where(Visit.id.in_(found), held_back())))
    rows = [
        replace(
            row,
            held_back=row.visit_id in held,
            since=found[row.visit_id].since,
            due_at=found[row.visit_id].due_at,
        )
        for row in _rows(uow, query, "opened")
        if row.visit_id
    ]
    return sorted(rows, key=lambda row: (row.due_at or row.since, row.request.id))


def doubtful_arrivals(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the longest in doubt first."""
    since = ServiceRequest.arrival_doubtful_since
    its_visit = and_(
        Visit.request_id == ServiceRequest.id,
        Visit.arrival_verdict == "doubtful",
        Visit.arrival_settled.is_(None),
    )
    return _rows(uow, _asked().outerjoin(Visit, its_visit).where(*in_doubt(uow)).order_by(since), "doubt")


def due_call_backs(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the longest waiting first."""
    no_visit = and_(Visit.request_id == ServiceRequest.id, Visit.ordinal < 0)
    query = _asked().outerjoin(Visit, no_visit).where(*to_call(uow))
    return _rows(uow, query.order_by(ServiceRequest.resolved_at, ServiceRequest.id), "resolved")


def visits_of_nobody(uow: UnitOfWork) -> list[Waiting]:
    """Return them: what is nowhere yet before all, then the due first."""
    query = _asked().join(Visit, Visit.request_id == ServiceRequest.id).where(nobodys())
    seen = query.where(visibility.rows(ServiceRequest, uow.principal))
    nowhere_first = ServiceRequest.lat.is_not(None)
    order = (nowhere_first, ServiceRequest.due_at, ServiceRequest.id)
    return _rows(uow, seen.order_by(*order), "opened")


def _asked() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(ServiceRequest, Visit, Customer.name, Site, FaultType, Territory.time_zone)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
    )
    return query


def _rows(uow: UnitOfWork, query: Select[*tuple[Any, ...]], since: str) -> list[Waiting]:
    found: dict[UUID, Waiting] = {}
    for request, visit, customer, site, fault, zone in uow.session.execute(query.limit(MOST)):
        at = {
            "doubt": request.arrival_doubtful_since,
            "resolved": request.resolved_at,
            "opened": visit.created_at if visit else None,
        }[since]
        one = Waiting(
            request,
            customer,
            site.name,
            fault,
            site.time_zone or zone,
            at or request.requested_at,
            request.due_at if since == "opened" else None,
            visit.id if visit else None,
            tuple(visit.unassigned_reasons or ()) if visit else (),
            hour_to_come(uow, request, visit) if visit and since == "opened" and request.is_placed else None,
            visit.eta_at if visit else None,
        )
        found.setdefault(request.id, one)
    return _with_reasons_in_words(uow, list(found.values()))


def _with_reasons_in_words(uow: UnitOfWork, rows: list[Waiting]) -> list[Waiting]:
    """Name the skills that are lacking."""
    named = iter(with_skill_names(uow, [reason for row in rows for reason in row.reasons]))
    return [replace(row, reasons=tuple(next(named) for _ in row.reasons)) for row in rows]
