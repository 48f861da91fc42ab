"""The only writers of `state`: each asks the table of moves and appends the event."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.requests.events import offers
from app.requests.events.requests import RequestMoved
from app.requests.events.visits import VisitMoved
from app.requests.hooks import changed
from app.requests.rules.lifecycle import OfferState, advance
from app.requests.tables import Offer, ServiceRequest, Visit


def request_stream(request_id: UUID) -> str:
    """Name the ledger stream of a request; its visits and offers append to the same chain."""
    return f"request:{request_id}"


def move_request(uow: UnitOfWork, request: ServiceRequest, event: RequestMoved) -> None:
    """Move a request to the state of which `event` tells, and record that.

    Raises:
        IllegalTransition: the table has no such move.
    """
    request.state = advance(request.state, event.state)
    ledger.record(uow, request_stream(request.id), event)
    changed(uow, request.id)


def move_visit(uow: UnitOfWork, visit: Visit, event: VisitMoved) -> None:
    """Move a visit to the state of which `event` tells, and record that with the engineer who holds it.

    Raises:
        IllegalTransition: the table has no such move.
    """
    visit.state = advance(visit.state, event.state)
    changed(uow, visit.request_id)
    of_it = replace(event, visit_id=visit.id, engineer_id=visit.engineer_id)
    ledger.record(uow, request_stream(visit.request_id), of_it)


def move_offer(uow: UnitOfWork, offer: Offer, request_id: UUID, target: OfferState) -> None:
    """Move an offer and record what became of it.

    Raises:
        IllegalTransition: the table has no such move.
    """
    offer.state = advance(offer.state, target)
    offer.answered_at = uow.now
    ended = offers.BY_STATE[target](visit_id=offer.visit_id, engineer_id=offer.engineer_id)
    ledger.record(uow, request_stream(request_id), ended)
