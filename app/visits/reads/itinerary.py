"""An engineer's day on the phone: the visits in the order of the plan, the open offer, the shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, select

from app.calendar.rules.due_times import opens_at
from app.dispatching.reads.decided import unheard
from app.kernel import UnitOfWork
from app.registers.reads.shifts import leaves_between, presence_of
from app.registers.rules.roster import without
from app.registers.tables import Engineer, FaultType, Shift, Site
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, OfferState, VisitState
from app.requests.tables import Offer, ServiceRequest, Visit

Chosen = TypeVarTuple("Chosen")

MOST_SHIFTS, MOST_SHIFTS_READ = 10, 40
"""Of those read, some may be under leave."""

_UNDER_WAY = (VisitState.ON_SITE, VisitState.EN_ROUTE, VisitState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class ItineraryStop:
    """One visit of the itinerary; `offer_expires_at` is set while it is being offered.

    `not_before_at`: the promise's hour begins then, or the visit waits for something; nobody shall come
    earlier.
    """

    visit_id: UUID
    request_id: UUID
    code: str
    state: str
    sequence: int | None
    eta_at: datetime | None
    due_at: datetime
    not_before_at: datetime | None
    priority: int
    fault_code: str
    fault_name_en: str
    fault_name_zh: str
    expected_s: int
    site_name: str
    address: str
    lat: float
    lon: float
    offer_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The day: stops under way first, then in the plan's order."""

    now: datetime
    available: bool
    stops: tuple[ItineraryStop, ...]

    @property
    def current(self) -> ItineraryStop | None:
        """What the engineer is about: on site, on the way, or accepted."""
        return next((stop for stop in self.stops if stop.state in _UNDER_WAY), None)

    @property
    def offered(self) -> ItineraryStop | None:
        """The visit that waits for a yes or no."""
        return next((stop for stop in self.stops if stop.offer_expires_at is not None), None)

    def brief(self) -> dict[str, Any]:
        """What a position report is answered with, so that the phone knows when to read the rest."""
        current, offered = self.current, self.offered
        return {
            "current_visit_id": current.visit_id if current else None,
            "current_state": current.state if current else None,
            "offered_visit_id": offered.visit_id if offered else None,
        }


def itinerary(uow: UnitOfWork, engineer_id: UUID) -> Itinerary:
    """Return the live visits of an engineer.

    Raises:
        NotFound: there is no such engineer.
    """
    engineer = uow.get(Engineer, engineer_id)
    chosen = select(Visit, ServiceRequest, Site, FaultType, Offer.expires_at)
    rows = uow.session.execute(
        of_live_visits(uow, chosen, engineer_id).join(FaultType, FaultType.code == ServiceRequest.fault_code)
    ).all()
    stops = sorted((_stop(uow.now, *row) for row in rows), key=_order)
    return Itinerary(uow.now, engineer.available, tuple(stops))


def of_live_visits(uow: UnitOfWork, chosen: Select[*Chosen], engineer_id: UUID) -> Select[*Chosen]:
    """Narrow a selection to an engineer's live visits, with request, site and the offer still open.

    What a decision gave him that can still be taken back unheard is not among them.
    """
    return (
        chosen.select_from(Visit)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .outerjoin(
            Offer,
            (Offer.visit_id == Visit.id)
            & (Offer.engineer_id == engineer_id)
            & (Offer.state == OfferState.PENDING),
        )
        .where(
            Visit.engineer_id == engineer_id,
            Visit.state.in_(LIVE_VISIT_STATES),
            Visit.id.not_in(unheard(uow, Visit.engineer_id == engineer_id)),
        )
    )


@dataclass(frozen=True, slots=True)
class ShiftAhead:
    """A shift, or what leave left of it; `breaks` as the row has them."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    breaks: list[list[str]]
    kind: str
    setout_s: int


def shifts(uow: UnitOfWork, engineer_id: UUID) -> list[ShiftAhead]:
    """The shift under way and those to come without what leave takes of them, soonest first, at most ten."""
    ahead = select(Shift).where(Shift.engineer_id == engineer_id, Shift.ends_at > uow.now)
    rows = uow.session.scalars(ahead.order_by(Shift.starts_at).limit(MOST_SHIFTS_READ)).all()
    if not rows:
        return []
    span = rows[0].starts_at, max(row.ends_at for row in rows)
    away = leaves_between(uow, [engineer_id], *span).get(engineer_id, ())
    left = [(row, piece) for row in rows for piece in without(presence_of(row), away)]
    return [
        ShiftAhead(
            id=row.id,
            starts_at=piece.starts_at,
            ends_at=piece.ends_at,
            breaks=[[begins.isoformat(), ends.isoformat()] for begins, ends in piece.breaks],
            kind=row.kind,
            setout_s=row.setout_s,
        )
        for row, piece in left
        if piece.ends_at > uow.now
    ][:MOST_SHIFTS]


def _stop(
    now: datetime,
    visit: Visit,
    request: ServiceRequest,
    site: Site,
    fault: FaultType,
    offer_expires_at: datetime | None,
) -> ItineraryStop:
    return ItineraryStop(
        visit_id=visit.id,
        request_id=request.id,
        code=request.code,
        state=visit.state,
        sequence=visit.sequence,
        eta_at=visit.eta_at,
        due_at=request.due_at,
        not_before_at=opens_at(request.due_at, request.promise_s, visit.not_before_at, now)
        or visit.not_before_at,
        priority=request.priority,
        fault_code=request.fault_code,
        fault_name_en=fault.name_en,
        fault_name_zh=fault.name_zh,
        expected_s=request.expected_s,
        site_name=site.name,
        address=site.address,
        lat=request.place[0],
        lon=request.place[1],
        offer_expires_at=offer_expires_at,
    )


def _order(stop: ItineraryStop) -> tuple[int, int, datetime]:
    rank = _UNDER_WAY.index(VisitState(stop.state)) if stop.state in _UNDER_WAY else len(_UNDER_WAY)
    return rank, stop.sequence if stop.sequence is not None else 1_000_000, stop.due_at
