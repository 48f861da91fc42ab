"""Where a request is, and what its clocks say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.kernel import UnitOfWork
from app.registers.tables import Site, Territory
from app.requests.tables import ServiceRequest, Visit


def zone_of_request(uow: UnitOfWork, request_id: UUID) -> str:
    """Return the time zone of the place where a request's visits are.

    Raises:
        NotFound: there is no such request.
    """
    request = uow.get(ServiceRequest, request_id)
    own = uow.get(Site, request.site_id).time_zone
    return own or uow.get(Territory, request.territory_id).time_zone


def clock_of_place(uow: UnitOfWork, request_id: UUID, at: datetime) -> str:
    """Return an instant as people at the request's place read it off calendar and clock."""
    return f"{at.astimezone(ZoneInfo(zone_of_request(uow, request_id))):%Y-%m-%d %H:%M}"


def request_of_visit(uow: UnitOfWork, visit_id: UUID) -> UUID:
    """Return the request that a visit belongs to.

    Raises:
        NotFound: there is no such visit.
    """
    return uow.get(Visit, visit_id).request_id
