"""The lists that a desk works through, beside alerts and messages: what waits, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.desk.reads.waiting import in_doubt, me, nobodys, open_alert, to_call, unacknowledged
from app.dispatching.reads.on_duty import HourToCome, hour_to_come
from app.kernel import UnitOfWork, visibility
from app.kernel.standing import Standing
from app.phones.tables import PhoneEvent
from app.promise.reads.danger import WAITING
from app.promise.rules.ladder import Rung
from app.promise.tables import Alert
from app.registers.reads.register_names import with_skill_names
from app.registers.tables import Customer, FaultType, Site, Territory
from app.requests.reads.goes_on import is_open
from app.requests.rules.returns import ReturnClock, return_clock
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.reviews import review_items
from app.visits.tables import HeldCharge

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request on a list: `since` it waits there, `visit_id` where a visit is what it is about."""

    request: ServiceRequest
    customer: str
    site: str
    fault: FaultType
    time_zone: str
    since: datetime
    due_at: datetime | None
    visit_id: UUID | None
    reasons: tuple[Mapping[str, Any], ...] = ()
    hour: HourToCome | None = None
    eta_at: datetime | None = None


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


def returns_to_come(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the one whose clock is over first at the top."""
    found = dict(waiting_returns(uow))
    query = _asked().join(Visit, Visit.request_id == ServiceRequest.id).where(Visit.id.in_(found))
    rows = [
        replace(row, since=found[row.visit_id].since, due_at=found[row.visit_id].due_at)
        for row in _rows(uow, query, "opened")
        if row.visit_id
    ]
    return sorted(rows, key=lambda row: (row.due_at or row.since, row.request.id))


def waiting_returns(uow: UnitOfWork) -> list[tuple[UUID, ReturnClock]]:
    """Of the open requests that somebody came for, few enough to be weighed one by one."""
    asked = (
        select(Visit.id, Visit.created_at, Visit.not_before_at, Visit.eta_at, ServiceRequest.promise_s)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            is_open(),
            ServiceRequest.on_site_at.is_not(None),
            Visit.ordinal > 1,
            Visit.state.in_(WAITING),
            Visit.engineer_id.is_not(None),
            visibility.rows(ServiceRequest, uow.principal),
        )
    )
    clocks = [
        (row.id, row.eta_at, return_clock(row.created_at, row.not_before_at, row.promise_s))
        for row in uow.session.execute(asked)
    ]
    # One that was put off for a part or an hour does not wait yet, unless it would come too late.
    return [
        (key, clock)
        for key, eta_at, clock in clocks
        if clock.since <= uow.now or clock.is_long(uow.now, eta_at)
    ]


def doubtful_arrivals(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the longest in doubt first."""
    since = ServiceRequest.arrival_doubtful_since
    its_visit = and_(
        Visit.request_id == ServiceRequest.id,
        Visit.arrival_verdict == "doubtful",
        Visit.arrival_settled.is_(None),
    )
    return _rows(uow, _asked().outerjoin(Visit, its_visit).where(*in_doubt(uow)).order_by(since), "doubt")


def due_call_backs(uow: UnitOfWork) -> list[Waiting]:
    """Return them, the longest waiting first."""
    no_visit = and_(Visit.request_id == ServiceRequest.id, Visit.ordinal < 0)
    query = _asked().outerjoin(Visit, no_visit).where(*to_call(uow))
    return _rows(uow, query.order_by(ServiceRequest.resolved_at, ServiceRequest.id), "resolved")


def visits_of_nobody(uow: UnitOfWork) -> list[Waiting]:
    """Return them: what is nowhere yet before all, then the due first."""
    query = _asked().join(Visit, Visit.request_id == ServiceRequest.id).where(nobodys())
    seen = query.where(visibility.rows(ServiceRequest, uow.principal))
    nowhere_first = ServiceRequest.lat.is_not(None)
    order = (nowhere_first, ServiceRequest.due_at, ServiceRequest.id)
    return _rows(uow, seen.order_by(*order), "opened")


def _asked() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(ServiceRequest, Visit, Customer.name, Site, FaultType, Territory.time_zone)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
    )
    return query


def _rows(uow: UnitOfWork, query: Select[*tuple[Any, ...]], since: str) -> list[Waiting]:
    found: dict[UUID, Waiting] = {}
    for request, visit, customer, site, fault, zone in uow.session.execute(query.limit(MOST)):
        at = {
            "doubt": request.arrival_doubtful_since,
            "resolved": request.resolved_at,
            "opened": visit.created_at if visit else None,
        }[since]
        one = Waiting(
            request,
            customer,
            site.name,
            fault,
            site.time_zone or zone,
            at or request.requested_at,
            request.due_at if since == "opened" else None,
            visit.id if visit else None,
            tuple(visit.unassigned_reasons or ()) if visit else (),
            hour_to_come(uow, request, visit) if visit and since == "opened" and request.is_placed else None,
            visit.eta_at if visit else None,
        )
        found.setdefault(request.id, one)
    return _with_reasons_in_words(uow, list(found.values()))


def _with_reasons_in_words(uow: UnitOfWork, rows: list[Waiting]) -> list[Waiting]:
    """Name the skills that are lacking, and say once what several engineers are refused for alike."""
    named = iter(with_skill_names(uow, [reason for row in rows for reason in row.reasons]))
    found = []
    for row in rows:
        told = [next(named) for _ in row.reasons]
        alike = {(one["code"], *_said_of(one)): one for one in told}
        found.append(replace(row, reasons=tuple(alike.values())))
    return found


def _said_of(reason: Mapping[str, Any]) -> tuple[str, str]:
    """What the sentence of a refusal tells beside its code: which skills somebody has is left out."""
    has = reason.get("has")
    return "" if isinstance(has, list) else str(has), str(reason.get("needs"))


def _standing(uow: UnitOfWork, since: Any, *where: ColumnElement[bool]) -> Standing:
    count, oldest = uow.session.execute(select(func.count(), func.min(since)).where(*where)).one()
    return Standing(count, oldest)
