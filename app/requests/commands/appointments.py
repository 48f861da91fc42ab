"""An appointment: the customer wants a later hour, and the promise takes it for its due time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.kernel import Role, UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.hooks import request_replan
from app.requests.commands.locks import live_visits, locked_request
from app.requests.commands.moves import request_stream
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.errors import AppointmentRefused
from app.requests.events.requests import AppointmentAgreed
from app.requests.hooks import changed
from app.requests.reads.appointments import TooLate, why_not_later, why_not_then
from app.requests.reads.places import zone_of_request
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

OWN_ACT = frozenset({Role.CUSTOMER, Role.TRACKING})

_WHY_NOT = {
    TooLate.OVER: Phrase("The request is over."),
    TooLate.UNDER_WAY: Phrase("An engineer is on the way already, or was on site."),
    TooLate.PAST_DUE: Phrase("The promised time has passed; a later hour would only hide that."),
}


def agree(uow: UnitOfWork, request_id: UUID, at: datetime, agreed_by: str = "") -> ServiceRequest:
    """Promise an engineer on site by `at` instead, within the promise's span before it.

    The customer's own act needs no name; anybody else says in `agreed_by` who wanted it.  The first due time
    is kept, however often a later one is agreed.

    Raises:
        NotFound: there is no such request.
        AppointmentRefused: the promise fell due, somebody is on the way or was there, or it is over.
        Invalid: `at` is not later than the present due time, or too far away; a name is missing.
    """
    request = locked_request(uow, request_id)
    visits = live_visits(uow, request_id)
    agreed_by = _agreed_by(uow, request, agreed_by)
    _check_open(uow, request, visits)
    _check_hour(uow, request, at)
    was_due_at, engineer_ids = request.due_at, [v.engineer_id for v in visits if _engaged(v)]
    request.first_due_at = request.first_due_at or was_due_at
    request.due_at, request.appointment_agreed_by, request.updated_at = at, agreed_by, uow.now
    ledger.record(
        uow,
        request_stream(request.id),
        AppointmentAgreed(
            due_at=at,
            was_due_at=was_due_at,
            first_due_at=request.first_due_at,
            agreed_by=agreed_by,
            engineer_id=engineer_ids[0] if engineer_ids else None,
        ),
    )
    for visit in visits:
        _put_off(uow, visit)
    request_replan(uow, request.territory_id, "appointment")
    changed(uow, request.id)
    return request


def _check_open(uow: UnitOfWork, request: ServiceRequest, visits: Sequence[Visit]) -> None:
    refused = why_not_later(request, visits, uow.now)
    if refused is not None:
        raise AppointmentRefused(request.id, refused, _WHY_NOT[refused])


def _check_hour(uow: UnitOfWork, request: ServiceRequest, at: datetime) -> None:
    refused = why_not_then(at, request.due_at, uow.now, zone_of_request(uow, request.id))
    if refused is not None:
        raise Invalid({"at": refused})


def _agreed_by(uow: UnitOfWork, request: ServiceRequest, agreed_by: str) -> str:
    if agreed_by.strip():
        return agreed_by.strip()[:120]
    if uow.principal.role in OWN_ACT:
        return request.contact_name or uow.principal.name
    raise Invalid({"agreed_by": Phrase("is missing: who wanted the later hour?")})


def _engaged(visit: Visit) -> bool:
    return visit.state in (VisitState.OFFERED, VisitState.ACCEPTED)


def _put_off(uow: UnitOfWork, visit: Visit) -> None:
    """Let whoever was asked for the old hour go; the plan finds who comes at the new one."""
    back_to_planned(uow, visit, "appointment")
    forget_engineer(uow, visit)
    visit.updated_at = uow.now
