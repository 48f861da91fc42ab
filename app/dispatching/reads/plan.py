"""The plan in force: each engineer's visits in order, and what nobody serves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from app.dispatching.tables import PlanRunRow
from app.kernel import UnitOfWork, visibility
from app.kernel.tables import Timer
from app.registers.tables import Engineer, Territory
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, OPEN_VISIT_STATES, VisitState
from app.requests.rules.returns import awaited_again, return_clock
from app.requests.tables import Offer, ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class StopRow:
    """One visit of the plan; negative slack means late."""

    visit_id: UUID
    request_id: UUID
    request_code: str
    state: str
    sequence: int | None
    eta_at: datetime | None
    due_at: datetime
    slack_s: int | None
    pinned: bool
    reasons: list[Any] | None


@dataclass(frozen=True, slots=True)
class RouteRow:
    """An engineer's stops, the one under way first."""

    engineer: Engineer
    stops: list[StopRow]


@dataclass(frozen=True, slots=True)
class LongWaitRow:
    """A request that even serving the oldest first would reach `over_s` after the cap on waiting."""

    visit_id: UUID
    request_id: UUID
    request_code: str
    over_s: int


@dataclass(frozen=True, slots=True)
class ExpectingRow:
    """Whether a territory's plans may expect requests, and how many futures its newest plan looked at."""

    territory: str
    on: bool
    futures: int


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A territory's plan as of `at`; `replanned_at` is when the planner next looks, None where never."""

    territory_id: UUID
    at: datetime
    routes: list[RouteRow]
    unassigned: list[StopRow]
    long_waits: list[LongWaitRow]
    replanned_at: datetime | None


def plan_in_force(uow: UnitOfWork, territory_id: UUID) -> PlanInForce:
    """Read the plan of a territory.

    Raises:
        NotFound: there is no such territory.
    """
    uow.get(Territory, territory_id)
    rows = uow.session.execute(
        select(Visit, ServiceRequest, Engineer)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.territory_id == territory_id, Visit.state.in_(LIVE_VISIT_STATES))
        .order_by(ServiceRequest.due_at, Visit.id)
    ).all()
    stops: dict[UUID, list[StopRow]] = defaultdict(list)
    people: dict[UUID, Engineer] = {}
    unassigned: list[StopRow] = []
    for visit, request, engineer in rows:
        if engineer is None:
            unassigned.append(_stop(visit, request))
        else:
            people[engineer.id] = engineer
            stops[engineer.id].append(_stop(visit, request))
    routes = [RouteRow(e, sorted(stops[e.id], key=_order)) for e in people.values()]
    routes.sort(key=lambda route: route.engineer.number)
    timer = uow.session.get(Timer, ("plan", str(territory_id)))
    waits = long_waits(uow, territory_id)
    return PlanInForce(territory_id, uow.now, routes, unassigned, waits, timer.due_at if timer else None)


def long_waits(uow: UnitOfWork, territory_id: UUID | None = None) -> list[LongWaitRow]:
    """Who waits beyond the cap whatever is done, by the newest plan of each territory; longest first."""
    chosen = select(PlanRunRow.long_waits)
    if territory_id is not None:
        chosen = chosen.where(PlanRunRow.territory_id == territory_id)
    over_s = {
        UUID(wait["visit_id"]): int(wait["over_s"]) for waits in uow.session.scalars(chosen) for wait in waits
    }
    if not over_s:
        return []
    rows = uow.session.execute(
        select(Visit.id, ServiceRequest.id, ServiceRequest.code)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.id.in_(over_s), Visit.state.in_(OPEN_VISIT_STATES), visibility.rows(Visit, uow.principal)
        )
    )
    found = [LongWaitRow(visit_id, request_id, code, over_s[visit_id]) for visit_id, request_id, code in rows]
    return sorted(found, key=lambda row: (-row.over_s, row.request_code))


def expects_requests(uow: UnitOfWork, territory: Territory) -> bool:
    """Whether the installation and the territory let plans keep engineers free for what may come."""
    return uow.runtime.settings.planner_expects and territory.expects_requests


def expecting(uow: UnitOfWork, territory_id: UUID | None = None) -> list[ExpectingRow]:
    """What the newest plan of each active territory expected, by the territory's name."""
    chosen = (
        select(Territory, PlanRunRow.expected)
        .join(PlanRunRow, PlanRunRow.territory_id == Territory.id)
        .where(Territory.active)
        .order_by(Territory.name)
    )
    if territory_id is not None:
        chosen = chosen.where(Territory.id == territory_id)
    return [
        ExpectingRow(territory.name, expects_requests(uow, territory), expected["futures"] if expected else 0)
        for territory, expected in uow.session.execute(chosen)
    ]


def visits(uow: UnitOfWork, **wanted: object) -> Select[Visit]:
    """The visits that the principal may see, newest first; `wanted` maps columns to values."""
    chosen = select(Visit).where(visibility.rows(Visit, uow.principal)).order_by(Visit.id.desc())
    return chosen.filter_by(**wanted)


def offers(uow: UnitOfWork, state: str | None) -> Select[Offer]:
    """The offers of visits that the principal may see, newest first, each with its visit."""
    chosen = (
        select(Offer)
        .join(Offer.visit)
        .where(visibility.rows(Visit, uow.principal))
        .options(contains_eager(Offer.visit))
        .order_by(Offer.offered_at.desc(), Offer.id)
    )
    return chosen if state is None else chosen.where(Offer.state == state)


def _stop(visit: Visit, request: ServiceRequest) -> StopRow:
    due_at = request.due_at
    if awaited_again(visit.ordinal, request.on_site_at):
        due_at = return_clock(visit.created_at, visit.not_before_at, request.promise_s).due_at
    slack_s = int((due_at - visit.eta_at).total_seconds()) if visit.eta_at else None
    return StopRow(
        visit_id=visit.id,
        request_id=request.id,
        request_code=request.code,
        state=visit.state,
        sequence=visit.sequence,
        eta_at=visit.eta_at,
        due_at=due_at,
        slack_s=slack_s,
        pinned=visit.pinned_engineer_id is not None,
        reasons=visit.unassigned_reasons,
    )


def _order(stop: StopRow) -> tuple[bool, int, datetime]:
    return stop.state != VisitState.ON_SITE, stop.sequence or 0, stop.due_at
