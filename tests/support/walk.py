"""Takes a visit through its states at chosen minutes, without the phone's messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import ledger, unit_of_work
from app.requests.commands.moves import move_request, move_visit, request_stream
from app.requests.events.requests import RequestInProgress, RequestResolved
from app.requests.events.visits import VisitAccepted, VisitCompleted, VisitEnRoute, VisitOnSite
from app.requests.rules.lifecycle import RequestState, may_advance
from app.requests.tables import ServiceRequest, Visit
from tests.support.town import Town


def walk(
    town: Town,
    visit_id: UUID,
    *,
    on_site: float | None = None,
    completed: float | None = None,
    engineer: int = 0,
) -> UUID:
    """Let an engineer accept at once, leave a minute later, and arrive and finish at those minutes.

    Minutes count from the request; where `on_site` is None he is still under way.  Returns the request.
    """
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        request = uow.get(ServiceRequest, visit.request_id)
        begin = request.requested_at
        visit.engineer_id = town.engineers[engineer]
        visit.assigned_at = visit.accepted_at = begin
        visit.departed_at = _at(begin, 1)
        ledger.note(uow, request_stream(request.id), "visit.assigned", visit_id=visit.id)
        move_visit(uow, visit, VisitAccepted(accepted_at=begin))
        move_visit(uow, visit, VisitEnRoute(departed_at=visit.departed_at))
        if may_advance(request.state, RequestState.IN_PROGRESS):
            move_request(uow, request, RequestInProgress())
        if on_site is not None:
            visit.on_site_at = _at(begin, on_site)
            request.on_site_at = request.on_site_at or visit.on_site_at
            move_visit(uow, visit, VisitOnSite(on_site_at=visit.on_site_at))
        if completed is not None:
            visit.completed_at = request.resolved_at = _at(begin, completed)
            move_visit(uow, visit, VisitCompleted(completed_at=uow.now))
            move_request(uow, request, RequestResolved())
        return request.id


def _at(begin: datetime, minutes: float) -> datetime:
    return begin + timedelta(minutes=minutes)
