"""A site whose place becomes known: what was asked for there is planned, under the promise that was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.registers.hooks import request_replan
from app.registers.tables import Site
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream
from app.requests.events.amended import RequestPlaced
from app.requests.hooks import changed as look_again
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
        ledger.record(uow, request_stream(request.id), RequestPlaced(lat=site.lat, lon=site.lon))
        look_again(uow, request.id)
        request_replan(uow, request.territory_id, "its place became known")
