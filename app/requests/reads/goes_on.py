"""The later report with which a request goes on that was wrongly taken for solved without a visit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.requests.events.requests import RemoteSolutionUndone
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest

UNDONE = RemoteSolutionUndone.kind
OPEN_STATES = (RequestState.RECEIVED, RequestState.PROMISED, RequestState.IN_PROGRESS)


def is_open() -> ColumnElement[bool]:
    """Return the condition on `service_requests` that an engineer's work is still to be done.

    Its words stand in the statement as they are: the index of the few open ones is found by them.
    """
    states = [state.value for state in OPEN_STATES]
    return ServiceRequest.state.in_(bindparam("open_states", states, expanding=True, literal_execute=True))


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The later report."""

    request_id: UUID
    code: str


def goes_on_elsewhere(request: ServiceRequest) -> bool:
    """Whether it was ended as solved without a visit and goes on in a later report."""
    undone = request.solved_remotely_how is not None and request.solved_remotely_at is None
    return undone and request.on_site_at is None and request.state not in OPEN_STATES


def goes_on_as(uow: UnitOfWork, request: ServiceRequest) -> GoesOn | None:
    """Return the later report in which `request` goes on; None if there is none."""
    if not goes_on_elsewhere(request):
        return None
    told = (
        select(Event.body, Event.personal)
        .where(Event.stream == f"request:{request.id}", Event.kind == UNDONE)
        .order_by(Event.number.desc())
        .limit(1)
    )
    event = uow.session.execute(told).one_or_none()
    body = data_of(event) if event is not None else {}
    if not body.get("again_request_id"):
        return None
    return GoesOn(UUID(body["again_request_id"]), body["again_code"])
