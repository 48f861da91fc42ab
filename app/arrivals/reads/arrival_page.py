"""One arrival with all that speaks for and against it, for those who settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.arrivals.reads.arrival_evidence import AFTERWARDS, Held, held_about, is_judged_by_rule, said_at_of
from app.arrivals.reads.card_tries import CardTry, card_tries
from app.arrivals.reads.gone_arrivals import as_recorded, gone_arrival, gone_arrivals
from app.arrivals.rules.arrival_facts import Evidence
from app.arrivals.tables import ArrivalSettlement
from app.kernel import UnitOfWork, visibility
from app.phones.rules.phone_clock import corrected
from app.phones.tables import PhoneEvent
from app.positions.rules.tracks import SUPPORT, Place
from app.positions.tables import PositionFix
from app.registers.tables import Customer, Engineer, Site, Territory
from app.requests.reads.history import HistoryEvent, confirmed_by, people_of
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit

MOST_DELIVERIES = 200
"""Messages with positions that the page lists."""


@dataclass(frozen=True, slots=True)
class Try:
    """One message that told of the arrival, or a code typed behind the card.

    `code` is right, wrong, or empty where none was given.
    """

    at: datetime
    received_at: datetime
    kind: str
    status: str
    code: str
    distance_m: int | None
    accuracy_m: float | None
    reason: str
    offline: bool
    is_the_arrival: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message with positions: how many, of which time, and whether it came after the first verdict."""

    count: int
    first_at: datetime
    last_at: datetime
    received_at: datetime
    is_after: bool


@dataclass(frozen=True, slots=True)
class ArrivalShown:
    """An arrival and what was made of it; `evidence` is None where nothing is recorded that could be judged.

    `said_at` is the phone's time on the server's clock, before it is clamped.  `confirmed` is the event that
    confirmed it, `people` the names of who acted there.  Where the visit has gone to
    somebody else since, `visit` is as it was with this arrival, and `is_gone`; `others` are further arrivals
    at the same visit, by who reported them.
    """

    visit: Visit
    is_gone: bool
    others: Mapping[UUID, str]
    request: ServiceRequest
    customer: str
    site: str
    engineer: Engineer | None
    time_zone: str
    outcome: Outcome
    evidence: Evidence | None
    said_at: datetime | None
    tries: Sequence[Try]
    deliveries: Sequence[Delivery]
    settlements: Sequence[ArrivalSettlement]
    settled_engineers: Mapping[UUID, str]
    confirmed: HistoryEvent | None
    people: Mapping[str, str]
    now: datetime


def arrival_shown(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID | None = None) -> ArrivalShown:
    """Return what is known of a visit's arrival: the one it holds, else the last it held, or `engineer_id`'s.

    Raises:
        NotFound: there is no such visit, or the principal may not see it.
    """
    now_held = visibility.visible(uow, Visit, visit_id)
    gone = _gone(uow, now_held, engineer_id)
    visit = as_recorded(now_held, gone) if gone else now_held
    request, site = uow.get(ServiceRequest, visit.request_id), uow.get(Site, _site_of(uow, visit))
    held = held_about(uow, visit, request) if is_judged_by_rule(visit) else None
    confirmed = confirmed_by(uow, visit_id)
    settlements = uow.session.scalars(
        select(ArrivalSettlement)
        .where(ArrivalSettlement.visit_id == visit_id)
        .order_by(ArrivalSettlement.at.desc(), ArrivalSettlement.id.desc())
    ).all()
    return ArrivalShown(
        visit=visit,
        is_gone=gone is not None,
        others=_others(uow, now_held, visit),
        request=request,
        customer=uow.get(Customer, request.customer_id).name,
        site=site.name,
        engineer=uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None,
        time_zone=site.time_zone or uow.get(Territory, visit.territory_id).time_zone,
        outcome=outcome_of(request, uow.now),
        evidence=held.evidence if held else None,
        said_at=said_at_of(visit.arrival) if held and visit.arrival else None,
        tries=_tries(held, visit) if held else [_typed(card) for card in card_tries(uow, visit)],
        deliveries=_deliveries(uow, held, visit) if held else [],
        settlements=settlements,
        settled_engineers=_names(uow, settlements),
        confirmed=confirmed,
        people=people_of(uow, [confirmed]) if confirmed else {},
        now=uow.now,
    )


def _gone(uow: UnitOfWork, visit: Visit, engineer_id: UUID | None) -> ArrivalSettlement | None:
    """Return the arrival to show that the visit holds no more; None where it is the one that it holds."""
    if visit.on_site_at is not None and engineer_id in (None, visit.engineer_id):
        return None
    return gone_arrival(uow, visit, engineer_id)


def _others(uow: UnitOfWork, visit: Visit, shown: Visit) -> dict[UUID, str]:
    arrived = {one.engineer_id for one in gone_arrivals(uow, [visit])}
    if visit.on_site_at is not None:
        arrived.add(visit.engineer_id)
    rows = uow.session.execute(
        select(Engineer.id, Engineer.name).where(Engineer.id.in_(arrived - {shown.engineer_id, None}))
    )
    return {row.id: row.name for row in rows}


def zone_of_visit(uow: UnitOfWork, visit_id: UUID) -> str:
    """Return the time zone of the place where the visit is.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    own = uow.get(Site, _site_of(uow, visit)).time_zone
    return own or uow.get(Territory, visit.territory_id).time_zone


def _site_of(uow: UnitOfWork, visit: Visit) -> UUID:
    return uow.get(ServiceRequest, visit.request_id).site_id


def _names(uow: UnitOfWork, settlements: Sequence[ArrivalSettlement]) -> dict[UUID, str]:
    wanted = {one.engineer_id for one in settlements if one.engineer_id}
    rows = uow.session.execute(select(Engineer.id, Engineer.name).where(Engineer.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _deliveries(uow: UnitOfWork, held: Held, visit: Visit) -> list[Delivery]:
    """The messages that brought the positions around the arrival, in the order in which they came."""
    at, received_at = held.evidence.on_site_at, held.evidence.received_at
    rows = uow.session.execute(
        select(
            PositionFix.received_at,
            func.count().label("count"),
            func.min(PositionFix.at).label("first_at"),
            func.max(PositionFix.at).label("last_at"),
        )
        .where(
            PositionFix.engineer_id == visit.engineer_id,
            PositionFix.at.between(at - SUPPORT, max(at + AFTERWARDS, received_at)),
        )
        .group_by(PositionFix.event_id, PositionFix.received_at)
        .order_by(PositionFix.received_at)
        .limit(MOST_DELIVERIES)
    )
    return [
        Delivery(row[1], row.first_at, row.last_at, row.received_at, row.received_at > received_at)
        for row in rows
    ]


def _tries(held: Held, visit: Visit) -> list[Try]:
    own = (visit.arrival or {}).get("event_id")
    sent = [_try(event, held.evidence.place, visit.arrival_code, own) for event in held.sent]
    typed = [_typed(card) for card in held.cards]
    return sorted([*sent, *typed], key=lambda one: one.at)


def _typed(card: CardTry) -> Try:
    return Try(
        at=card.at,
        received_at=card.at,
        kind="card",
        status=card.kind.removeprefix("card."),
        code="right" if card.right else "wrong",
        distance_m=None,
        accuracy_m=None,
        reason="",
        offline=False,
        is_the_arrival=False,
    )


def _try(event: PhoneEvent, place: Place, right: str, own: str | None) -> Try:
    body: Mapping[str, Any] = event.body
    position, code = body.get("position") or {}, str(body.get("code") or "").strip()
    point = (float(position["lat"]), float(position["lon"])) if position else None
    return Try(
        at=corrected(event.device_at, event.skew_s, event.received_at),
        received_at=event.received_at,
        kind=event.kind,
        status=event.status,
        code=("right" if code == right else "wrong") if code else "",
        distance_m=round(place.distance_m(point)) if point else None,
        accuracy_m=position.get("accuracy_m"),
        reason=str(body.get("reason") or "") if event.kind == "arrive" else "",
        offline=event.offline,
        is_the_arrival=str(event.event_id) == own,
    )
