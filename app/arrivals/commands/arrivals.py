"""The hotline's word for an arrival, where the customer's code is locked or lost, or he has no link."""

from __future__ import annotations

from uuid import UUID

from app.arrivals.commands.arrival_verdicts import rejudge
from app.arrivals.commands.effective_arrival import (
    follow_recorded_arrival,
    set_effective_arrival,
    withdraw_effective_arrival,
)
from app.arrivals.events import ArrivalCodeShown, ArrivalConfirmed
from app.kernel import UnitOfWork, ledger
from app.kernel.phrases import Phrase
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.errors import NotReady
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit

__all__ = [
    "confirm_arrival",
    "follow_recorded_arrival",
    "set_effective_arrival",
    "show_code",
    "withdraw_effective_arrival",
]

_ARRIVED = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


def show_code(uow: UnitOfWork, visit_id: UUID, reason: str) -> str:
    """Tell the office the customer's arrival code, for a customer who asks for it; who and why is recorded.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    shown = ArrivalCodeShown(visit_id=visit.id, reason=reason)
    ledger.record(uow, request_stream(visit.request_id), shown)
    return visit.arrival_code


def confirm_arrival(uow: UnitOfWork, visit_id: UUID, reason: str) -> Visit:
    """Confirm for the customer that the engineer is there; it ends a lock by wrong codes.

    The arrival stays when it was.  One that is confirmed already stays as it is.

    Raises:
        NotFound: there is no such visit.
        NotReady: the engineer's phone has not reported the arrival.
    """
    visit, request = locked_visit(uow, visit_id)
    if visit.state not in _ARRIVED or visit.on_site_at is None:
        raise NotReady(visit.id, visit.state, Phrase("on site"))
    if visit.arrival_confirmed_at is None:
        ledger.record(
            uow,
            request_stream(request.id),
            ArrivalConfirmed(
                visit_id=visit.id,
                by="dispatcher",
                confirmed_at=uow.now,
                wrong_codes=visit.code_attempts,
                reason=reason,
            ),
        )
        visit.arrival_confirmed_at = visit.office_confirmed_at = visit.updated_at = uow.now
        visit.code_attempts, visit.codes_locked_at = 0, None
        rejudge(uow, visit, request)
    return visit
