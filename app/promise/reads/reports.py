"""Whether the promise was kept: the figures that managers ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.promise.reads.attribution import attributions
from app.promise.reads.requests import ENDED_STATES
from app.registers.reads.stars_held import held_at
from app.registers.tables import Engineer
from app.requests.events.requests import RequestCancelled
from app.requests.reads.first_fix import arrivals, comes_again, goes_on_unsolved
from app.requests.reads.outcomes import outcome_of, tally
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import KEPT, Outcome, Stage
from app.requests.tables import ServiceRequest, Visit
from dispatch.model.stars import MAX_STARS, MIN_STARS

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from the request to the arrival, where somebody arrived; None where nobody did."""

    mean: float | None
    p95: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Promises:
    """What promises of one kind came to: kept by what proves it, and all that is neither kept nor broken.

    breaches_by_stage: for each broken one the stage that used the hour up, as the ledger tells it.
    cancelled: called off; cancelled_late of them after `due_at` with nobody there, so that a promise broken
    is not hidden by calling the request off.
    """

    requests: int
    open: int = field(metadata={"description": "Not due yet, nobody there"})
    kept: int = field(metadata={"description": "The three below"})
    kept_proven: int = field(metadata={"description": "By the customer's code or word"})
    kept_by_office: int = field(
        metadata={"description": "By the office's word, or by a link that it handed over"}
    )
    kept_plausible: int = field(metadata={"description": "By position, track and travel time"})
    unsettled: int = field(metadata={"description": "A doubtful arrival that nobody has settled"})
    broken: int = field(metadata={"description": "Arrived late, or nobody there past due"})
    solved_remotely: int = field(metadata={"description": "Before due; neither kept nor broken"})
    cancelled: int
    cancelled_late: int = field(
        metadata={"description": "Called off past due with nobody there; not among the broken"}
    )
    kept_pct: float | None = field(metadata={"description": "Of those kept or broken"})
    breaches_by_stage: dict[str, int] = field(metadata={"description": "Stage that used the hour up"})


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """The requests of a span of time.

    hour: the promises of an hour.  appointments: those that the customer wanted for later instead, counted
    apart.  wait_min: of the hour's, where somebody arrived and it is settled that he did.
    visits_by_star: arrivals by the grade that the engineer holds now.
    first_time_fix_pct: of the requests solved or waiting for a return visit, those that took one visit.
    not_ended: neither resolved, later, nor cancelled.
    """

    requests: int
    hour: Promises
    appointments: Promises
    wait_min: Waits
    visits_by_star: dict[str, int]
    first_time_fix_pct: float | None
    not_ended: int


def promises(
    uow: UnitOfWork, from_at: datetime | None = None, to_at: datetime | None = None
) -> PromiseReport:
    """Report on the requests made in [from_at, to_at); a bound left out is open."""
    rows = _rows(uow, from_at, to_at)
    hour = [row for row in rows if row.first_due_at is None]
    live = [row for row in rows if row.state != RequestState.CANCELLED]
    known = [row for row in live if row.comes_again or (row.state in ENDED_STATES and row.arrivals)]
    first = [row for row in known if row.arrivals == 1 and not (row.comes_again or row.unsolved)]
    return PromiseReport(
        requests=len(rows),
        hour=_came_to(uow, hour),
        appointments=_came_to(uow, [row for row in rows if row.first_due_at is not None]),
        wait_min=_waits([row for row in hour if outcome_of(row, uow.now) in (*KEPT, Outcome.BROKEN)]),
        visits_by_star=_visits_by_star(uow, from_at, to_at),
        first_time_fix_pct=_percent(len(first), len(known)),
        not_ended=sum(1 for row in live if row.state not in ENDED_STATES),
    )


def _came_to(uow: UnitOfWork, rows: Sequence[Any]) -> Promises:
    outcomes = {row.id: outcome_of(row, uow.now) for row in rows}
    counted = tally(outcomes.values())
    broken = [row for row in rows if outcomes[row.id] is Outcome.BROKEN]
    stages = Counter(story.blamed(uow.now) for story in attributions(uow, broken).values())
    cancelled_at = _cancelled_at(uow, [row.id for row in rows if outcomes[row.id] is Outcome.CANCELLED])
    called_off = [row for row in rows if row.id in cancelled_at]
    counts = {str(one): count for one, count in counted.counts.items()}
    return Promises(
        requests=len(rows),
        kept=counted.kept,
        cancelled_late=sum((row.on_site_at or cancelled_at[row.id]) > row.due_at for row in called_off),
        kept_pct=counted.kept_pct,
        breaches_by_stage={str(stage): stages[stage] for stage in Stage},
        **counts,
    )


def _between(from_at: datetime | None, to_at: datetime | None) -> list[Any]:
    clauses: list[Any] = []
    if from_at is not None:
        clauses.append(ServiceRequest.requested_at >= from_at)
    if to_at is not None:
        clauses.append(ServiceRequest.requested_at < to_at)
    return clauses


def _rows(uow: UnitOfWork, from_at: datetime | None, to_at: datetime | None) -> Sequence[Any]:
    return uow.session.execute(
        select(
            ServiceRequest.id,
            ServiceRequest.state,
            ServiceRequest.requested_at,
            ServiceRequest.received_at,
            ServiceRequest.due_at,
            ServiceRequest.promise_s,
            ServiceRequest.first_due_at,
            ServiceRequest.on_site_at,
            ServiceRequest.arrival_verdict,
            ServiceRequest.solved_remotely_at,
            arrivals().label("arrivals"),
            comes_again().label("comes_again"),
            goes_on_unsolved().label("unsolved"),
        ).where(*_between(from_at, to_at))
    ).all()


def _cancelled_at(uow: UnitOfWork, request_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When requests were called off, as the ledger tells it; five hundred to a query."""
    found: dict[UUID, datetime] = {}
    for begin in range(0, len(request_ids), _AT_ONCE):
        streams = {f"request:{key}": key for key in request_ids[begin : begin + _AT_ONCE]}
        rows = uow.session.execute(
            select(Event.stream, Event.at).where(
                Event.stream.in_(streams), Event.kind == RequestCancelled.kind
            )
        )
        found.update((streams[stream], at) for stream, at in rows)
    return found


def _waits(rows: Sequence[Any]) -> Waits:
    """Mean, 95th percentile (nearest rank) and longest, in minutes."""
    seconds = [(row.on_site_at - row.requested_at).total_seconds() for row in rows if row.on_site_at]
    if not seconds:
        return Waits(None, None, None)
    ordered = sorted(seconds)
    p95 = ordered[ceil(0.95 * len(ordered)) - 1]
    return Waits(*(round(wait / 60, 4) for wait in (sum(ordered) / len(ordered), p95, ordered[-1])))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _visits_by_star(uow: UnitOfWork, from_at: datetime | None, to_at: datetime | None) -> dict[str, int]:
    held = (
        select(held_at(Engineer.id, Visit.on_site_at, Engineer.stars).label("stars"))
        .join(Visit, Visit.engineer_id == Engineer.id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.on_site_at.is_not(None), *_between(from_at, to_at))
        .subquery()
    )
    counted = uow.session.execute(select(held.c.stars, func.count()).group_by(held.c.stars))
    found: dict[int, int] = dict(counted.all())
    return {str(stars): found.get(stars, 0) for stars in range(MIN_STARS, MAX_STARS + 1)}
