"""The conditions by which something waits at the desk, for the lists of work and for what they count."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from app.kernel import UnitOfWork, visibility
from app.promise.reads.danger import awaits_call_back
from app.promise.tables import Alert
from app.requests.rules.lifecycle import VisitState
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
    """Return the condition that nobody has a visit."""
    return and_(Visit.state == VisitState.PLANNED, Visit.engineer_id.is_(None))
