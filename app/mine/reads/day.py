"""An engineer's own day: the visits that are his now, in the order in which he makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, visibility
from app.registers.tables import Customer, FaultType, Site, Territory
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

ORDER = (
    VisitState.ON_SITE,
    VisitState.EN_ROUTE,
    VisitState.ACCEPTED,
    VisitState.OFFERED,
    VisitState.PLANNED,
)
"""How they stand below each other; what is only planned, last, may yet be somebody else's."""


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit with what he needs to get there."""

    code: str
    state: str
    site: str
    address: str
    customer: str
    fault_en: str
    fault_zh: str
    due_at: datetime
    eta_at: datetime | None
    zone: str


def own_visits(uow: UnitOfWork, engineer_id: UUID) -> Sequence[OwnVisit]:
    """Return the live visits of an engineer, the one under way first."""
    rows = uow.session.execute(
        select(Visit, ServiceRequest, Site, Customer, FaultType, Territory.time_zone)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(
            Visit.engineer_id == engineer_id,
            Visit.state.in_(ORDER),
            visibility.rows(Visit, uow.principal),
        )
    ).all()
    found = sorted(
        rows, key=lambda row: (ORDER.index(row[0].state), row[0].eta_at or row[1].due_at, row[1].code)
    )
    return [
        OwnVisit(
            code=request.code,
            state=visit.state,
            site=site.name,
            address=site.address,
            customer=customer.name,
            fault_en=fault.name_en,
            fault_zh=fault.name_zh,
            due_at=request.due_at,
            eta_at=visit.eta_at if visit.on_site_at is None else None,
            zone=site.time_zone or zone,
        )
        for visit, request, site, customer, fault, zone in found
    ]
