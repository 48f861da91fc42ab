"""A dispatcher's word for an arrival: the code is locked or lost, and the customer says so by telephone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.errors import NotReady, Phrase
from app.models import ServiceRequest, Visit
from app.runtime import UnitOfWork
from app.services import ledger
from app.services.moves import request_stream
from app.services.planning.apply import lock_visits
from dispatch.lifecycle import VisitState

_ARRIVED = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


def confirm_arrival(uow: UnitOfWork, visit_id: UUID, reason: str) -> Visit:
    """Confirm for the customer that the engineer is there; it ends a lock by wrong codes.

    The arrival stays when it was.  One that is confirmed already stays as it is.

    Raises:
        NotFound: there is no such visit.
        NotReady: the engineer's phone has not reported the arrival.
    """
    request_id = uow.get(Visit, visit_id).request_id
    uow.session.execute(  # before the visit, as phones' messages do
        select(ServiceRequest.id).where(ServiceRequest.id == request_id).with_for_update(key_share=True)
    )
    visit = lock_visits(uow, [visit_id])[0]
    if visit.state not in _ARRIVED:
        raise NotReady(visit.id, visit.state, Phrase("on site"))
    if visit.arrival_confirmed_at is None:
        ledger.record(
            uow,
            request_stream(request_id),
            "visit.arrival_confirmed",
            visit_id=visit.id,
            by="dispatcher",
            confirmed_at=uow.now,
            wrong_codes=visit.code_attempts,
            reason=reason,
        )
        visit.arrival_confirmed_at = visit.updated_at = uow.now
        visit.code_attempts = 0
    return visit
