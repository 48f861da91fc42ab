"""Repair requests: the list, and one request with its visits, offers, rating and follow-up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, union
from sqlalchemy.orm import joinedload

from app.kernel import UnitOfWork, visibility
from app.kernel.keyset import Order
from app.registers.reads.customers import same_customer, survivor
from app.registers.reads.parts import holding
from app.registers.reads.phone_numbers import has_number
from app.registers.rules.searched import letters
from app.registers.tables import Customer, Engineer, Searched, Site
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

FEWEST_LETTERS = 2

_OF_REQUEST = (Searched.CODE, Searched.CONTACT, Searched.REFERENCE, Searched.WORDS)
_OF_OWNER = (
    (ServiceRequest.customer_id, Searched.CUSTOMER),
    (ServiceRequest.customer_id, Searched.NUMBER),
    (ServiceRequest.site_id, Searched.SITE),
    (ServiceRequest.site_id, Searched.ADDRESS),
)

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
    (requested in [from, to)), `q` (letters and digits amid code, contact, description, external reference,
    the customer's name or number, the site's name or address; or a telephone number as a display shows it)
    and `sort` (one of `SORTABLE`, `-` in front turns it round).
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
            return _contains(uow, value.strip())
        case "territory_ids":
            return ServiceRequest.territory_id.in_(value)
        case "customer_id":
            return ServiceRequest.customer_id.in_(same_customer(value))
    return _when(name, value)


def _when(name: str, value: Any) -> Any:
    if name == "from_at":
        return ServiceRequest.requested_at >= value
    if name == "to_at":
        return ServiceRequest.requested_at < value
    return getattr(ServiceRequest, name) == value


def _contains(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
    """What a text may be a part of, each found in an index of its own: by OR they would read all requests."""
    key = ServiceRequest.id
    found = [_holding(uow, kind, text) for kind in _OF_REQUEST]
    for column, kind in _OF_OWNER:
        owners = _holding(uow, kind, text)
        found.append(None if owners is None else select(key).where(column.in_(owners)))
    for owner, column in (("request", key), ("customer", ServiceRequest.customer_id)):
        by_number = has_number(owner, column, text)
        found.append(None if by_number is None else select(key).where(by_number))
    asked = [query for query in found if query is not None]
    return key.in_(union(*asked)) if asked else false()


def _holding(uow: UnitOfWork, kind: Searched, text: str) -> Select[UUID] | None:
    """One letter stands in half of all that was ever said."""
    if kind is Searched.WORDS and len(letters(text)) < FEWEST_LETTERS:
        return None
    return holding(uow, kind, text)


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
