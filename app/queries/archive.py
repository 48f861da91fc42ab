"""Repair requests as a list for people shows them: with the names behind their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models import Customer, Engineer, FaultType, ServiceRequest, Site, Territory, Visit
from app.queries import visibility
from app.runtime import UnitOfWork


@dataclass(frozen=True, slots=True)
class Line:
    """One request; `engineer` makes its newest visit, `time_zone` is the site's."""

    request: ServiceRequest
    customer: Customer
    site: Site
    fault: FaultType
    engineer: Engineer | None
    time_zone: str

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None while nobody has arrived."""
        arrived = self.request.on_site_at
        return None if arrived is None else arrived <= self.request.due_at


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
        made.append(Line(request, customer, site, fault, coming.get(request.id), site.time_zone or zone))
    return made


def _engineers(uow: UnitOfWork, requests: Sequence[UUID]) -> dict[UUID, Engineer]:
    rows = uow.session.execute(
        select(Visit.request_id, Engineer)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.request_id.in_(requests), visibility.visits(uow.principal))
        .order_by(Visit.ordinal)  # the newest comes last and stays
    )
    return dict(rows.all())
