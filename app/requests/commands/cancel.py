"""Calling a request off: by the customer, or by the dispatcher who talks to the customer."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork
from app.registers.hooks import request_replan
from app.requests.commands.locks import check_version, live_visits, locked_request
from app.requests.commands.moves import move_request, move_visit
from app.requests.commands.release import end_offer
from app.requests.errors import VisitFrozen
from app.requests.events.requests import RequestCancelled
from app.requests.events.visits import VisitCancelled
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import ServiceRequest, Visit


def cancel_request(
    uow: UnitOfWork, request_id: UUID, reason: str, version: int | None = None
) -> ServiceRequest:
    """Cancel a request with all its visits; the engineers asked or on the way are let go.

    Raises:
        NotFound: there is no such request.
        VersionConflict: it is not in `version` any more.
        VisitFrozen: an engineer is on site; the visit has to be ended there.
        IllegalTransition: the request is resolved, closed or cancelled already.
    """
    request = locked_request(uow, request_id)
    check_version(request, version)
    call_off_visits(uow, request_id, reason)
    move_request(uow, request, RequestCancelled(reason=reason))
    request.cancel_reason, request.updated_at = reason, uow.now
    return request


def call_off_visits(uow: UnitOfWork, request_id: UUID, reason: str) -> None:
    """Cancel every visit of a locked request that still stands.

    Raises:
        VisitFrozen: an engineer is on site; the visit has to be ended there.
    """
    visits = live_visits(uow, request_id)
    for visit in visits:
        if visit.state == VisitState.ON_SITE:
            raise VisitFrozen(visit.id)
    for visit in visits:
        cancel_visit(uow, visit, reason)


def cancel_visit(uow: UnitOfWork, visit: Visit, reason: str) -> None:
    """Cancel one locked visit; the ledger names the engineer it is taken from.

    Raises:
        IllegalTransition: it is on site or over.
    """
    end_offer(uow, visit, OfferState.WITHDRAWN)
    move_visit(uow, visit, VisitCancelled(reason=reason))
    visit.sequence = visit.eta_at = visit.pinned_engineer_id = None
    visit.end_reason, visit.updated_at = reason, uow.now
    request_replan(uow, visit.territory_id, "cancelled")
