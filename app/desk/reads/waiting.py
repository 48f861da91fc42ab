"""By what something waits at the desk, for the lists of work and for what they count."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel import UnitOfWork, visibility
from app.promise.reads.danger import WAITING, awaits_call_back
from app.promise.tables import Alert
from app.requests.reads.goes_on import is_open
from app.requests.reads.part_returns import held_back
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.returns import ReturnClock, return_clock
from app.requests.tables import ServiceRequest, Visit


def open_alert() -> ColumnElement[bool]:
    """Return the condition that an alert's reason still stands."""
    return Alert.cleared_at.is_(None)


def unacknowledged() -> ColumnElement[bool]:
    """Return the condition that nobody has an alert on."""
    return Alert.acknowledged_at.is_(None)


def me(uow: UnitOfWork) -> str:
    """Name whoever is signed in as alerts do."""
    return uow.principal.name or uow.principal.key


def in_doubt(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an arrival is in doubt."""
    doubtful = ServiceRequest.arrival_doubtful_since.is_not(None)
    return doubtful, visibility.rows(ServiceRequest, uow.principal)


def to_call(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a customer is to be called back."""
    return awaits_call_back(), visibility.rows(ServiceRequest, uow.principal)


def nobodys() -> ColumnElement[bool]:
    """Return the condition that nobody has a visit; one that waits for a part stands with the returns."""
    return and_(Visit.state == VisitState.PLANNED, Visit.engineer_id.is_(None), ~held_back())


def waiting_returns(uow: UnitOfWork) -> list[tuple[UUID, ReturnClock]]:
    """Of the open requests that somebody came for, few enough to be weighed one by one.

    What waits for a part is among them from the beginning: somebody has to say when it may begin.
    """
    asked = (
        select(
            *(Visit.id, Visit.created_at, Visit.not_before_at, Visit.eta_at, ServiceRequest.promise_s),
            held_back().label("held_back"),
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            is_open(),
            Visit.ordinal > 1,
            Visit.state.in_(WAITING),
            or_(held_back(), and_(ServiceRequest.on_site_at.is_not(None), Visit.engineer_id.is_not(None))),
            visibility.rows(ServiceRequest, uow.principal),
        )
    )
    clocks = [
        (
            row.id,
            None if row.held_back else row.eta_at,
            return_clock(row.created_at, row.not_before_at, row.promise_s),
        )
        for row in uow.session.execute(asked)
    ]
    # One that was put off for a part or an hour does not wait yet, unless it would come too late.
    return [
        (key, clock)
        for key, eta_at, clock in clocks
        if clock.since <= uow.now or clock.is_long(uow.now, eta_at)
    ]
