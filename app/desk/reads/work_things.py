"""What the lists of work are about, by id, so that the menu counts a request once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.desk.reads.waiting import in_doubt, me, nobodys, open_alert, to_call, unacknowledged, waiting_returns
from app.kernel import UnitOfWork, visibility
from app.phones.tables import PhoneEvent
from app.promise.tables import Alert
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.reviews import review_items
from app.visits.tables import HeldCharge


def alerted(uow: UnitOfWork) -> Select[Any]:
    """Select what alerts that nobody has taken on are about: requests, and calls of who complained."""
    return select(_about()).where(visibility.rows(Alert, uow.principal), open_alert(), unacknowledged())


def taken_on(uow: UnitOfWork) -> Select[Any]:
    """Select what whoever is signed in has on, where no other alert about it waits for somebody."""
    mine = select(_about()).where(open_alert(), Alert.acknowledged_by == me(uow))
    return mine.where(_about().not_in(select(_about()).where(open_alert(), unacknowledged())))


def messages(uow: UnitOfWork) -> Select[Any]:
    """Select the requests that messages of phones are about, and the messages that are about none."""
    waiting = review_items(uow.principal, uow.now, is_open=True).order_by(None)
    joined = waiting.outerjoin(Visit, Visit.id == PhoneEvent.visit_id)
    return joined.with_only_columns(func.coalesce(Visit.request_id, PhoneEvent.id))


def charged(_uow: UnitOfWork) -> Select[Any]:
    """Select the requests with charges that wait."""
    held = select(Visit.request_id).join(HeldCharge, HeldCharge.visit_id == Visit.id)
    return held.where(HeldCharge.state == "waiting")


def doubted(uow: UnitOfWork) -> Select[Any]:
    """Select the requests whose arrival is in doubt."""
    return select(ServiceRequest.id).where(*in_doubt(uow))


def returning(uow: UnitOfWork) -> Select[Any]:
    """Select the requests whose return visit waits."""
    keys = [key for key, _ in waiting_returns(uow)]
    return select(Visit.request_id).where(Visit.id.in_(keys))


def to_be_called(uow: UnitOfWork) -> Select[Any]:
    """Select the requests whose customer is to be called back."""
    return select(ServiceRequest.id).where(*to_call(uow))


def of_nobody(uow: UnitOfWork) -> Select[Any]:
    """Select the requests with a visit that nobody has."""
    joined = select(ServiceRequest.id).join(Visit, Visit.request_id == ServiceRequest.id)
    return joined.where(nobodys(), visibility.rows(ServiceRequest, uow.principal))


def _about() -> ColumnElement[Any]:
    """What an alert is about; one about a phone alone stands for itself."""
    return func.coalesce(Alert.request_id, Alert.call_id, Alert.id)
