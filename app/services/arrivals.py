"""What persons say of an arrival: the hotline's confirmation, and the effective arrival of a promise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.errors import NotReady, Phrase
from app.models import ServiceRequest, Visit
from app.queries.outcomes import first_arrived
from app.runtime import UnitOfWork
from app.services import ledger
from app.services.moves import request_stream
from app.services.planning.apply import lock_visits
from app.services.watch.triggers import look_again
from dispatch.lifecycle import VisitState
from dispatch.promise import ArrivalVerdict

_ARRIVED = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


def set_effective_arrival(
    uow: UnitOfWork, request: ServiceRequest, at: datetime | None, verdict: ArrivalVerdict | None
) -> None:
    """Write what a person said of the first arrival; from then on it stands above what visits recorded.

    `at` None says that nobody has arrived.  Visits stay as recorded and judged.  The caller records the
    event that says who and why.
    """
    request.arrival_by_person = True
    _write(uow, request, at, verdict)


def withdraw_effective_arrival(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Go back to what the visits recorded and what they were judged."""
    request.arrival_by_person = False
    follow_recorded_arrival(uow, request)


def follow_recorded_arrival(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Write what the first visit that arrived recorded, unless a person's word stands above it."""
    if request.arrival_by_person:
        return
    visit = first_arrived(uow, request.id)
    if visit is None:
        _write(uow, request, None, None)
    else:
        verdict = ArrivalVerdict(visit.arrival_verdict) if visit.arrival_verdict else None
        _write(uow, request, visit.on_site_at, verdict)


def _write(
    uow: UnitOfWork, request: ServiceRequest, at: datetime | None, verdict: ArrivalVerdict | None
) -> None:
    if (request.on_site_at, request.arrival_verdict) == (at, verdict):
        return
    request.on_site_at, request.arrival_verdict = at, verdict
    request.updated_at = uow.now
    look_again(uow, request)


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
        _judge_by_office(uow, visit)
    return visit


def _judge_by_office(uow: UnitOfWork, visit: Visit) -> None:
    """Count the arrival as the office's word; what contradicts it, or the customer's code, weighs more."""
    if visit.arrival_verdict != ArrivalVerdict.PLAUSIBLE:
        return
    visit.arrival_verdict = ArrivalVerdict.BY_OFFICE
    uow.session.flush()
    follow_recorded_arrival(uow, uow.get(ServiceRequest, visit.request_id))
