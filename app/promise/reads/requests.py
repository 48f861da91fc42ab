"""Repair requests: the list, and one request with its visits, offers, rating and follow-up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from app.kernel import UnitOfWork, visibility
from app.kernel.keyset import Order
from app.promise.reads.requests_by_text import found_by
from app.registers.reads.customers import same_customer, survivor
from app.registers.tables import Customer, Engineer, Site, Territory
from app.requests.reads.goes_on import is_open
from app.requests.reads.outcomes import has_outcome, outcome_of, told_kept
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import KEPT, Outcome
from app.requests.tables import FollowUp, Offer, Rating, ServiceRequest, Visit

ENDED_STATES = (
    RequestState.RESOLVED,
    RequestState.FOLLOWED_UP,
    RequestState.CLOSED,
    RequestState.CANCELLED,
)
"""The problem is solved or called off; what follows is calling back."""

SORTABLE = ("requested_at", "due_at", "code", "state")
"""What a list of requests may be ordered by."""

OUTCOMES: Mapping[str, Collection[Outcome]] = {"kept": KEPT, **{one: (one,) for one in Outcome}}
"""What a list may be narrowed to: one outcome, or all that are kept."""


@dataclass(frozen=True, slots=True)
class VisitInDetail:
    """A visit, who makes it, who was asked, and the customer's score."""

    visit: Visit
    engineer: Engineer | None
    offers: list[Offer]
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class RequestInDetail:
    """A request with what belongs to it, as far as the principal may see it; `outcome`: of its promise."""

    request: ServiceRequest
    customer: Customer
    site: Site
    visits: list[VisitInDetail]
    follow_up: FollowUp | None
    outcome: Outcome

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None where it is neither kept nor broken."""
        return told_kept(self.outcome)


def requests(uow: UnitOfWork, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of the requests that the caller may see, newest first.

    `wanted` may hold `state`, `territory_id` (equal), `territory_ids` (one of them), `customer_id` (under any
    id that the customer has), `open` (whether an engineer's work is still to be done), `kept` (kept or broken
    by now; what is neither is in neither list), `outcome` (one of `OUTCOMES`), `from_at` and `to_at`
    (requested in [from, to)), `days` (the first and the last one, each may be None), `q` (words, each of them
    amid code, contact, description, external reference, the customer's name or number, the site's name or
    address, the machine's serial number, what was said on the call back, the name of an engineer or his
    number; or a telephone number as a display shows it) and `sort` (one of `SORTABLE`, `-` turns it round).
    """
    query = select(ServiceRequest).where(visibility.rows(ServiceRequest, uow.principal))
    for name, value in wanted.items():
        if name != "sort" and (name != "q" or value.strip()):
            query = query.where(_clause(uow, name, value))
    return order_of(wanted).of(query)


def order_of(wanted: Mapping[str, Any]) -> Order:
    """Return the order that a list is asked for in; what a text finds are few of many."""
    sort = str(wanted.get("sort") or "-requested_at")
    column = getattr(ServiceRequest, sort.removeprefix("-"))
    return Order(column, ServiceRequest.id, falling=sort.startswith("-"), sparse=bool(wanted.get("q")))


def _clause(uow: UnitOfWork, name: str, value: Any) -> Any:
    match name:
        case "open":
            ended = ServiceRequest.state.in_(ENDED_STATES)
            return is_open() if value else ended
        case "kept" | "outcome":
            wanted = {True: "kept", False: "broken"}.get(value, value)
            return has_outcome(OUTCOMES[wanted], uow.now)
        case "q":
            return found_by(uow, value.strip())
        case "territory_ids":
            return ServiceRequest.territory_id.in_(value)
        case "customer_id":
            return ServiceRequest.customer_id.in_(same_customer(value))
    return _when(uow, name, value)


def _when(uow: UnitOfWork, name: str, value: Any) -> Any:
    if name == "days":
        return _on_days(uow, value)
    if name == "from_at":
        return ServiceRequest.requested_at >= value
    if name == "to_at":
        return ServiceRequest.requested_at < value
    return getattr(ServiceRequest, name) == value


def _on_days(uow: UnitOfWork, days: tuple[date | None, date | None]) -> ColumnElement[bool]:
    """Days are those of each territory's own clock."""
    first, last = days
    zones: dict[str, list[UUID]] = {}
    for key, zone in uow.session.execute(select(Territory.id, Territory.time_zone)):
        zones.setdefault(zone, []).append(key)
    asked: list[ColumnElement[bool]] = []
    for zone, keys in zones.items():
        within: list[ColumnElement[bool]] = [ServiceRequest.territory_id.in_(keys)] if len(zones) > 1 else []
        if first is not None:
            within.append(ServiceRequest.requested_at >= _begins(first, zone))
        if last is not None:
            within.append(ServiceRequest.requested_at < _begins(last + timedelta(days=1), zone))
        asked.append(and_(true(), *within))
    return or_(false(), *asked)


def _begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def request_in_detail(uow: UnitOfWork, request_id: UUID) -> RequestInDetail:
    """Return one request; visits and offers are those that the principal may see.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    request = visibility.visible(uow, ServiceRequest, request_id)
    return RequestInDetail(
        request=request,
        customer=survivor(uow, uow.get(Customer, request.customer_id)),
        site=uow.get(Site, request.site_id),
        visits=_visits(uow, request_id),
        follow_up=uow.session.scalars(select(FollowUp).where(FollowUp.request_id == request_id)).first(),
        outcome=outcome_of(request, uow.now),
    )


def _visits(uow: UnitOfWork, request_id: UUID) -> list[VisitInDetail]:
    rows = uow.session.execute(
        select(Visit, Engineer, Rating)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .outerjoin(Rating, Rating.visit_id == Visit.id)
        .where(Visit.request_id == request_id, visibility.rows(Visit, uow.principal))
        .order_by(Visit.ordinal)
    ).all()
    offers: dict[UUID, list[Offer]] = {visit.id: [] for visit, _, _ in rows}
    asked = select(Offer).where(Offer.visit_id.in_(offers), visibility.rows(Offer, uow.principal))
    asked = asked.options(joinedload(Offer.visit))
    for offer in uow.session.scalars(asked.order_by(Offer.offered_at, Offer.id)):
        offers[offer.visit_id].append(offer)
    return [VisitInDetail(visit, engineer, offers[visit.id], rating) for visit, engineer, rating in rows]
