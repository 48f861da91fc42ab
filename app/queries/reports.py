"""Whether the promise was kept: the figures that managers ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.models import Engineer, Offer, ServiceRequest, Visit
from app.queries.milestones import milestones_of
from app.queries.requests import ENDED_STATES
from app.runtime import UnitOfWork
from dispatch.lifecycle import RequestState
from dispatch.promise import Stage, blamed_stage
from dispatch.stars import MAX_STARS, MIN_STARS


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from the request to the arrival, where somebody arrived; None where nobody did."""

    mean: float | None
    p95: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """The requests of a span of time.

    kept: the first engineer arrived by `due_at`.  broken: arrived later, or still awaited past it.
    cancelled: called off, in neither figure; cancelled_late of them after `due_at` with nobody there,
    so that a promise broken is not hidden by calling the request off.
    breaches_by_stage: for each broken promise the stage that used the hour up.
    visits_by_star: arrivals by the grade that the engineer holds now.
    first_time_fix_pct: of the requests solved, those that took one visit.
    not_ended: neither resolved, later, nor cancelled.
    """

    requests: int
    cancelled: int
    cancelled_late: int
    kept: int
    broken: int
    kept_pct: float | None
    wait_min: Waits
    breaches_by_stage: dict[str, int]
    visits_by_star: dict[str, int]
    first_time_fix_pct: float | None
    not_ended: int


def promises(
    uow: UnitOfWork, from_at: datetime | None = None, to_at: datetime | None = None
) -> PromiseReport:
    """Report on the requests made in [from_at, to_at); a bound left out is open."""
    rows = _rows(uow, from_at, to_at)
    live = [row for row in rows if row.state != RequestState.CANCELLED]
    broken = [row for row in live if _is_late(row, uow.now)]
    kept = sum(1 for row in live if row.on_site_at is not None and row.on_site_at <= row.due_at)
    cancelled = [row for row in rows if row.state == RequestState.CANCELLED]
    solved = [row for row in live if row.state in ENDED_STATES]
    stages = Counter(_blamed(row, uow.now) for row in broken)
    return PromiseReport(
        requests=len(rows),
        cancelled=len(cancelled),
        cancelled_late=sum(1 for row in cancelled if _is_late(row, row.updated_at)),
        kept=kept,
        broken=len(broken),
        kept_pct=_percent(kept, kept + len(broken)),
        wait_min=_waits([_wait_s(row) for row in live if row.on_site_at is not None]),
        breaches_by_stage={str(stage): stages[stage] for stage in Stage},
        visits_by_star=_visits_by_star(uow, from_at, to_at),
        first_time_fix_pct=_percent(sum(1 for row in solved if row.arrivals == 1), len(solved)),
        not_ended=sum(1 for row in live if row.state not in ENDED_STATES),
    )


def _between(from_at: datetime | None, to_at: datetime | None) -> list[Any]:
    clauses: list[Any] = []
    if from_at is not None:
        clauses.append(ServiceRequest.requested_at >= from_at)
    if to_at is not None:
        clauses.append(ServiceRequest.requested_at < to_at)
    return clauses


def _rows(uow: UnitOfWork, from_at: datetime | None, to_at: datetime | None) -> Sequence[Any]:
    """Each request with the milestones of its first visit, which is the one the promise is about."""
    first = and_(Visit.request_id == ServiceRequest.id, Visit.ordinal == 1)
    arrival = aliased(Visit)
    arrivals = select(func.count()).where(
        arrival.request_id == ServiceRequest.id, arrival.on_site_at.is_not(None)
    )
    asked = select(func.min(Offer.offered_at)).where(Offer.visit_id == Visit.id)
    return uow.session.execute(
        select(
            ServiceRequest.state,
            ServiceRequest.requested_at,
            ServiceRequest.received_at,
            ServiceRequest.due_at,
            ServiceRequest.promise_s,
            ServiceRequest.on_site_at,
            ServiceRequest.updated_at,
            Visit.assigned_at,
            Visit.accepted_at,
            Visit.departed_at,
            arrivals.scalar_subquery().label("arrivals"),
            asked.correlate(Visit).scalar_subquery().label("first_offered_at"),
        )
        .outerjoin(Visit, first)
        .where(*_between(from_at, to_at))
    ).all()


def _is_late(row: Any, now: datetime) -> bool:
    return bool((row.on_site_at or now) > row.due_at)


def _wait_s(row: Any) -> float:
    return float((row.on_site_at - row.requested_at).total_seconds())


def _blamed(row: Any, now: datetime) -> Stage:
    milestones = milestones_of(row, row, row.first_offered_at)
    return blamed_stage(milestones, row.on_site_at or now, row.promise_s)


def _waits(seconds: list[float]) -> Waits:
    """Mean, 95th percentile (nearest rank) and longest, in minutes."""
    if not seconds:
        return Waits(None, None, None)
    ordered = sorted(seconds)
    p95 = ordered[ceil(0.95 * len(ordered)) - 1]
    return Waits(*(round(wait / 60, 4) for wait in (sum(ordered) / len(ordered), p95, ordered[-1])))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _visits_by_star(uow: UnitOfWork, from_at: datetime | None, to_at: datetime | None) -> dict[str, int]:
    counted = uow.session.execute(
        select(Engineer.stars, func.count())
        .join(Visit, Visit.engineer_id == Engineer.id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.on_site_at.is_not(None), *_between(from_at, to_at))
        .group_by(Engineer.stars)
    )
    found = dict(counted.all())
    return {str(stars): found.get(stars, 0) for stars in range(MIN_STARS, MAX_STARS + 1)}
