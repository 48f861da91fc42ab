"""The only writers of `state`: each asks the table of moves and appends the event."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.requests.hooks import changed
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState, advance
from app.requests.tables import Offer, ServiceRequest, Visit


def request_stream(request_id: UUID) -> str:
    """Name the ledger stream of a request; its visits and offers append to the same chain."""
    return f"request:{request_id}"


def move_request(uow: UnitOfWork, request: ServiceRequest, target: RequestState, **data: Any) -> None:
    """Move a request and record `request.<state>`.

    Raises:
        IllegalTransition: the table has no such move.
    """
    request.state = advance(request.state, target)
    ledger.record(uow, request_stream(request.id), f"request.{target}", **data)
    changed(uow, request.id)


def move_visit(uow: UnitOfWork, visit: Visit, target: VisitState, **data: Any) -> None:
    """Move a visit and record `visit.<state>` with the engineer who holds it.

    Raises:
        IllegalTransition: the table has no such move.
    """
    visit.state = advance(visit.state, target)
    changed(uow, visit.request_id)
    ledger.record(
        uow,
        request_stream(visit.request_id),
        f"visit.{target}",
        visit_id=visit.id,
        engineer_id=visit.engineer_id,
        **data,
    )


def move_offer(uow: UnitOfWork, offer: Offer, request_id: UUID, target: OfferState, **data: Any) -> None:
    """Move an offer and record `offer.<state>`.

    Raises:
        IllegalTransition: the table has no such move.
    """
    offer.state = advance(offer.state, target)
    offer.answered_at = uow.now
    ledger.record(
        uow,
        request_stream(request_id),
        f"offer.{target}",
        visit_id=offer.visit_id,
        engineer_id=offer.engineer_id,
        **data,
    )
