"""Repair requests as a list for people shows them: with the names behind their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, visibility
from app.registers.tables import Customer, Engineer, FaultType, Site, Territory
from app.requests.reads.outcomes import outcome_of, told_kept
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Line:
    """One request; `engineer` makes its newest visit, `time_zone` is the site's."""

    request: ServiceRequest
    customer: Customer
    site: Site
    fault: FaultType
    engineer: Engineer | None
    time_zone: str
    outcome: Outcome

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None where it is neither kept nor broken."""
        return told_kept(self.outcome)


def lines(uow: UnitOfWork, requests: Sequence[ServiceRequest]) -> list[Line]:
    """Return the requests in the order given, in two reads whatever their number.

    The engineer shows only to those who may see the visit.
    """
    keys = [request.id for request in requests]
    coming = _engineers(uow, keys)
    found = uow.session.execute(
        select(ServiceRequest.id, Customer, Site, FaultType, Territory.time_zone)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(ServiceRequest.id.in_(keys))
    )
    around = {row[0]: row for row in found}
    made = []
    for request in requests:
        _, customer, site, fault, zone = around[request.id]
        coming_engineer, came_to = coming.get(request.id), outcome_of(request, uow.now)
        made.append(Line(request, customer, site, fault, coming_engineer, site.time_zone or zone, came_to))
    return made


def _engineers(uow: UnitOfWork, requests: Sequence[UUID]) -> dict[UUID, Engineer]:
    rows = uow.session.execute(
        select(Visit.request_id, Engineer)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.request_id.in_(requests), visibility.rows(Visit, uow.principal))
        .order_by(Visit.ordinal)  # the newest comes last and stays
    )
    return dict(rows.all())
