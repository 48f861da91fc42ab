"""Open visits that would lose their engineer: nobody of the roster would be there when they are made."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kernel import UnitOfWork
from app.registers.reads.shifts import presences
from app.registers.tables import Customer, Engineer, Shift, Site
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

HELD = (VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE)


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """An open visit of an engineer; `expected_at` is when he is expected there."""

    visit_id: UUID
    request_id: UUID
    code: str
    customer: str
    state: str
    engineer_id: UUID
    engineer: str
    expected_at: datetime
    due_at: datetime = field(metadata={"description": "By when an engineer was promised"})


def held_visits(uow: UnitOfWork, engineers: Collection[UUID]) -> list[HeldVisit]:
    """The open visits that these engineers hold or are pinned to, soonest promise first."""
    holder = func.coalesce(Visit.engineer_id, Visit.pinned_engineer_id)
    rows = uow.session.execute(
        select(Visit, ServiceRequest, Customer.name, Engineer)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(Customer, Customer.id == Site.customer_id)
        .join(Engineer, Engineer.id == holder)
        .where(
            Visit.state.in_(HELD),
            or_(Visit.engineer_id.in_(engineers), Visit.pinned_engineer_id.in_(engineers)),
        )
        .order_by(ServiceRequest.due_at, Visit.id)
    )
    return [
        HeldVisit(
            visit_id=visit.id,
            request_id=request.id,
            code=request.code,
            customer=name,
            state=visit.state,
            engineer_id=engineer.id,
            engineer=engineer.name,
            expected_at=max(visit.eta_at or request.due_at, uow.now),
            due_at=request.due_at,
        )
        for visit, request, name, engineer in rows
    ]


def covered(uow: UnitOfWork, visits: Sequence[HeldVisit]) -> frozenset[UUID]:
    """Those of these visits at whose time the engineer is on duty or on call."""
    if not visits:
        return frozenset()
    there = presences(
        uow,
        Shift.engineer_id.in_({one.engineer_id for one in visits}),
        Shift.starts_at <= max(one.expected_at for one in visits),
        Shift.ends_at > min(one.expected_at for one in visits),
    )
    return frozenset(
        visit.visit_id
        for visit in visits
        if any(one.starts_at <= visit.expected_at < one.ends_at for one in there.get(visit.engineer_id, ()))
    )


def visits_within(
    uow: UnitOfWork, engineer_id: UUID, starts_at: datetime, ends_at: datetime
) -> list[HeldVisit]:
    """Return the open visits that the engineer would have been there for within the span."""
    held = [one for one in held_visits(uow, {engineer_id}) if starts_at <= one.expected_at < ends_at]
    there = covered(uow, held)
    return [one for one in held if one.visit_id in there]


def seen_key(visits: Sequence[HeldVisit]) -> str:
    """A short name for just these visits, by which a form says that its sender was shown them."""
    named = ",".join(sorted(f"{one.visit_id}:{one.engineer_id}" for one in visits))
    return hashlib.sha256(named.encode()).hexdigest()[:16] if visits else ""
