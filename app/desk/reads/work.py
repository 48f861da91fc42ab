"""How the lists stand that a desk works through: how many wait, since when, and when the first is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.desk.reads.waiting import in_doubt, me, nobodys, open_alert, to_call, unacknowledged, waiting_returns
from app.kernel import UnitOfWork, visibility
from app.kernel.standing import Standing
from app.phones.tables import PhoneEvent
from app.promise.rules.ladder import Rung
from app.promise.tables import Alert
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.reviews import review_items
from app.visits.tables import HeldCharge


def alerts(uow: UnitOfWork) -> Standing:
    """Alerts that nobody has taken on."""
    seen = visibility.rows(Alert, uow.principal)
    return _standing(uow, Alert.raised_at, seen, open_alert(), unacknowledged())


def mine(uow: UnitOfWork) -> Standing:
    """Alerts that whoever is signed in has taken on, and whose reason still stands."""
    return _standing(uow, Alert.acknowledged_at, open_alert(), Alert.acknowledged_by == me(uow))


def is_breached(uow: UnitOfWork) -> bool:
    """Tell whether an alert that nobody has on is of a broken promise."""
    found = select(Alert.id).where(open_alert(), unacknowledged(), Alert.rung == Rung.BREACHED)
    return uow.session.scalars(found.limit(1)).first() is not None


def reviews(uow: UnitOfWork) -> Standing:
    """Messages of phones that wait for a decision."""
    waiting = review_items(uow.principal, uow.now, is_open=True).order_by(None)
    asked = waiting.with_only_columns(func.count(PhoneEvent.id), func.min(PhoneEvent.received_at))
    return Standing(*uow.session.execute(asked).one())


def charges(uow: UnitOfWork) -> Standing:
    """Charges that wait for the office's word."""
    return _standing(uow, HeldCharge.received_at, HeldCharge.state == "waiting")


def arrivals(uow: UnitOfWork) -> Standing:
    """Arrivals in doubt that a person has to settle."""
    return _standing(uow, ServiceRequest.arrival_doubtful_since, *in_doubt(uow))


def call_backs(uow: UnitOfWork) -> Standing:
    """Customers who are to be called back after a repair."""
    return _standing(uow, ServiceRequest.resolved_at, *to_call(uow))


def unassigned(uow: UnitOfWork) -> Standing:
    """Visits without an engineer; one that is nowhere yet is late at once: no planner will find it one."""
    due_at = case((ServiceRequest.lat.is_(None), Visit.created_at), else_=ServiceRequest.due_at)
    asked = (
        select(func.count(), func.min(Visit.created_at), func.min(due_at))
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(nobodys(), visibility.rows(ServiceRequest, uow.principal))
    )
    count, oldest, due = uow.session.execute(asked).one()
    return Standing(count, oldest, due)


def returns(uow: UnitOfWork) -> Standing:
    """Return visits that wait; those without an engineer stand in a list of their own."""
    clocks = [clock for _, clock in waiting_returns(uow)]
    since, due = (min((getattr(one, name) for one in clocks), default=None) for name in ("since", "due_at"))
    return Standing(len(clocks), since, due)


def _standing(uow: UnitOfWork, since: Any, *where: ColumnElement[bool]) -> Standing:
    count, oldest = uow.session.execute(select(func.count(), func.min(since)).where(*where)).one()
    return Standing(count, oldest)
