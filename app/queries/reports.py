"""Whether the promise was kept: the figures that managers ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.models import Engineer, ServiceRequest, Visit
from app.queries.attribution import Attribution, attributions, corrected_requests
from app.queries.requests import ENDED_STATES
from app.runtime import UnitOfWork
from dispatch.lifecycle import RequestState
from dispatch.promise import Stage
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
    breaches_by_stage: for each broken promise the stage that used the hour up, as the ledger tells it.
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
    stories = _stories(uow, rows)
    live = [row for row in rows if row.state != RequestState.CANCELLED]
    arrivals = {row.id: _arrived_at(row, stories) for row in live}
    broken = [row for row in live if (arrivals[row.id] or uow.now) > row.due_at]
    arrived = [(row, at) for row in live if (at := arrivals[row.id]) is not None]
    kept = sum(1 for row, at in arrived if at <= row.due_at)
    cancelled = [row for row in rows if row.state == RequestState.CANCELLED]
    solved = [row for row in live if row.state in ENDED_STATES]
    stages = Counter(stories[row.id].blamed(uow.now) for row in broken)
    return PromiseReport(
        requests=len(rows),
        cancelled=len(cancelled),
        cancelled_late=sum(1 for row in cancelled if _is_late(row, row.updated_at)),
        kept=kept,
        broken=len(broken),
        kept_pct=_percent(kept, kept + len(broken)),
        wait_min=_waits([(at - row.requested_at).total_seconds() for row, at in arrived]),
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
    arrival = aliased(Visit)
    arrivals = select(func.count()).where(
        arrival.request_id == ServiceRequest.id, arrival.on_site_at.is_not(None)
    )
    return uow.session.execute(
        select(
            ServiceRequest.id,
            ServiceRequest.state,
            ServiceRequest.requested_at,
            ServiceRequest.received_at,
            ServiceRequest.due_at,
            ServiceRequest.promise_s,
            ServiceRequest.on_site_at,
            ServiceRequest.updated_at,
            arrivals.scalar_subquery().label("arrivals"),
        ).where(*_between(from_at, to_at))
    ).all()


def _stories(uow: UnitOfWork, rows: Sequence[Any]) -> dict[UUID, Attribution]:
    """What the ledger tells of the promises that look broken, and of those that were corrected."""
    corrected = corrected_requests(uow)
    live = [row for row in rows if row.state != RequestState.CANCELLED]
    return attributions(uow, [row for row in live if row.id in corrected or _is_late(row, uow.now)])


def _arrived_at(row: Any, stories: Mapping[UUID, Attribution]) -> datetime | None:
    found: datetime | None = stories[row.id].on_site_at if row.id in stories else row.on_site_at
    return found


def _is_late(row: Any, now: datetime) -> bool:
    return bool((row.on_site_at or now) > row.due_at)


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
