"""Everything about one request on one page, as far as the principal may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.arrivals.reads.gone_arrivals import gone_arrivals
from app.kernel import Role, UnitOfWork, visibility
from app.positions.tables import EngineerPosition
from app.promise.reads.attribution import attribution
from app.promise.reads.danger import Cause, Level, danger, with_call_back
from app.promise.reads.signs import NO_SIGN, signs_of
from app.promise.reads.watched import facts_of, ladder_of
from app.promise.rules.attribution import Attribution
from app.promise.rules.ladder import Facts
from app.registers.reads.customers import survivor
from app.registers.reads.stars_held import held_at, provisional_at
from app.registers.tables import Asset, Contract, Customer, Engineer, FaultType, Site, Territory
from app.requests.reads.goes_on import GoesOn, goes_on_as
from app.requests.reads.outcomes import promised_visit, shown_arrival
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.rules.promise import Outcome
from app.requests.rules.returns import ReturnClock
from app.requests.tables import Offer, Rating, ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class OfferView:
    """Who was asked, and the answer."""

    engineer: str
    state: str
    offered_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit with its engineer, the stars that he held then, its offers and its rating."""

    visit: Visit
    engineer: Engineer | None
    stars: int
    is_provisional: bool
    offers: Sequence[OfferView]
    rating: Rating | None

    @property
    def arrangeable(self) -> bool:
        """Whether a dispatcher can still give it to somebody."""
        return self.visit.state in OPEN_VISIT_STATES


@dataclass(frozen=True, slots=True)
class RequestFile:
    """The request with what stands around it; `promise` is what the ledger tells of it.

    `goes_on` is the later report of what was taken for solved; `denied` are visits that once held an arrival
    that was settled as nobody's.
    """

    request: ServiceRequest
    customer: Customer
    site: Site
    territory: Territory
    fault: FaultType
    asset: Asset | None
    contract: Contract | None
    linked_code: str | None
    goes_on: GoesOn | None
    first_arrived: Visit | None
    denied: Collection[UUID]
    time_zone: str
    level: Level
    cause: Cause | None
    waits: ReturnClock | None
    visits: Sequence[VisitView]
    promise: Attribution
    now: datetime

    @property
    def outcome(self) -> Outcome:
        """What became of the promise."""
        return self.promise.outcome(self.now)

    def arrival_of(self, visit: Visit) -> tuple[datetime | None, datetime | None]:
        """Return when the engineer of `visit` arrived as it counts, and as recorded if otherwise."""
        return shown_arrival(self.request, visit, self.first_arrived)

    @property
    def current(self) -> VisitView | None:
        """The visit that can still be arranged, else the newest; None before there is one."""
        open_ones = (view for view in self.visits if view.arrangeable)
        return next(open_ones, self.visits[-1] if self.visits else None)


def request_file(uow: UnitOfWork, request_id: UUID) -> RequestFile:
    """Return the request's page.

    Raises:
        NotFound: there is none, or the principal may not see it.
    """
    request = visibility.visible(uow, ServiceRequest, request_id)
    site, territory = uow.get(Site, request.site_id), uow.get(Territory, request.territory_id)
    visits = _visits(uow, request_id)
    facts = _facts(uow, request, visits)
    level, cause = danger(facts, uow.now, ladder_of(territory))
    linked = uow.get(ServiceRequest, request.linked_to_id) if request.linked_to_id else None
    return RequestFile(
        request=request,
        customer=survivor(uow, uow.get(Customer, request.customer_id)),
        site=site,
        territory=territory,
        fault=uow.get(FaultType, request.fault_code),
        asset=uow.get(Asset, request.asset_id) if request.asset_id else None,
        contract=uow.get(Contract, request.contract_id) if request.contract_id else None,
        linked_code=linked.code if linked else None,
        goes_on=goes_on_as(uow, request),
        first_arrived=promised_visit([view.visit for view in visits], request.due_at),
        denied={one.visit_id for one in gone_arrivals(uow, [view.visit for view in visits])},
        time_zone=site.time_zone or territory.time_zone,
        level=with_call_back(level, request),
        cause=cause,
        waits=facts.waits if level not in (Level.OVER, Level.CALL_BACK, Level.ON_SITE) else None,
        visits=visits,
        promise=attribution(uow, request),
        now=uow.now,
    )


def _visits(uow: UnitOfWork, request_id: UUID) -> list[VisitView]:
    came_or_now = func.coalesce(Visit.on_site_at, uow.now)
    stars = held_at(Visit.engineer_id, came_or_now, Engineer.stars)
    rows: Sequence[Any] = uow.session.execute(
        select(Visit, Engineer, stars, provisional_at(Visit.engineer_id, came_or_now), Rating)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .outerjoin(Rating, Rating.visit_id == Visit.id)
        .where(Visit.request_id == request_id, visibility.rows(Visit, uow.principal))
        .order_by(Visit.ordinal)
    ).all()
    offers = _offers(uow, [row[0].id for row in rows])
    return [
        VisitView(visit, engineer, held, bool(provisional), offers[visit.id], rating)
        for visit, engineer, held, provisional, rating in rows
    ]


def _offers(uow: UnitOfWork, visit_ids: Sequence[UUID]) -> dict[UUID, list[OfferView]]:
    found: dict[UUID, list[OfferView]] = {key: [] for key in visit_ids}
    rows = uow.session.execute(
        select(Offer, Engineer.name)
        .join(Engineer, Engineer.id == Offer.engineer_id)
        .where(Offer.visit_id.in_(visit_ids), visibility.rows(Offer, uow.principal))
        .order_by(Offer.offered_at, Offer.id)
    )
    for offer, name in rows:
        found[offer.visit_id].append(
            OfferView(name, offer.state, offer.offered_at, offer.expires_at, offer.answered_at, offer.reason)
        )
    return found


def _facts(uow: UnitOfWork, request: ServiceRequest, visits: Sequence[VisitView]) -> Facts:
    visit: Any = visits[-1].visit if visits else None
    position = uow.session.get(EngineerPosition, visit.engineer_id) if visit and visit.engineer_id else None
    is_customer = uow.principal.role is Role.CUSTOMER
    signs = signs_of(uow, [visit]) if visit is not None and not is_customer else {}
    sign = signs.get(visit.id, NO_SIGN) if visit is not None else NO_SIGN
    return facts_of(request, visit, position.received_at if position else None, sign=sign)
