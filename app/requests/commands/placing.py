"""A site whose place becomes known: what was asked for there is planned, under the promise that was given.

Who serves that place plans it: a call that another territory took, since nobody knew better, moves over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.registers.hooks import request_replan
from app.registers.tables import Site
from app.requests.commands.intake.territories import find_territory
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream
from app.requests.events.amended import RequestPlaced
from app.requests.hooks import look_again
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.tables import ServiceRequest, Visit


def site_changed(uow: UnitOfWork, site: Site, changed: Mapping[str, Any]) -> None:
    """Put the open requests of a site where it is now known to be; those that had a point keep theirs."""
    if site.lat is None or site.lon is None or not {"lat", "lon"} & changed.keys():
        return
    waiting = select(ServiceRequest.id).where(ServiceRequest.site_id == site.id, ServiceRequest.lat.is_(None))
    open_ones = waiting.join(Visit, Visit.request_id == ServiceRequest.id).where(
        Visit.state.in_(OPEN_VISIT_STATES)
    )
    for request_id in sorted(set(uow.session.scalars(open_ones))):
        request = locked_request(uow, request_id)
        request.lat, request.lon, request.updated_at = site.lat, site.lon, uow.now
        _move(uow, request, _home(uow, site))
        ledger.record(uow, request_stream(request.id), RequestPlaced(lat=site.lat, lon=site.lon))
        look_again(uow, request)
        request_replan(uow, request.territory_id, "its place became known")


def _home(uow: UnitOfWork, site: Site) -> UUID | None:
    """Return the territory that the site is said to be in, else the one that serves its point."""
    if site.territory_id is not None or site.lat is None or site.lon is None:
        return site.territory_id
    try:
        return find_territory(uow, (site.lat, site.lon)).id
    except Invalid:
        return None


def _move(uow: UnitOfWork, request: ServiceRequest, territory_id: UUID | None) -> None:
    """Have another territory plan what is open; what was given to somebody before stays where it was made."""
    if territory_id is None or territory_id == request.territory_id:
        return
    request.territory_id = territory_id
    visits = select(Visit).where(Visit.request_id == request.id, Visit.state.in_(OPEN_VISIT_STATES))
    for visit in uow.session.scalars(visits.where(Visit.engineer_id.is_(None))):
        visit.territory_id, visit.updated_at = territory_id, uow.now
