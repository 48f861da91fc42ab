"""The closed visits that grades are learned from, and what was learned, as the planner reckons with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.dispatching.rules.learned import AS_GIVEN, Lesson, Seen, StarFactors, factors_of, stars_then
from app.dispatching.rules.learned import LearnedMeasure as Measure
from app.dispatching.tables import LearnedStars
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.registers.events import EngineerChanged, row_event
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit

WINDOW = timedelta(days=180)
"""Half a year: grades of a year change in it, and every kind of fault comes."""

MOST_VISITS = 200_000
_DONE = (VisitState.COMPLETED, VisitState.CONFIRMED)
_SAYS_NOTHING = ("part_missing", "no_access", "customer_absent")
"""Why a visit ended without the work done, where that is nobody's skill."""


def seen_visits(uow: UnitOfWork, since: datetime) -> list[Seen]:
    """Return the closed visits since then with the stars held when they were made, the newest first."""
    held = stars_held(uow)
    earlier, later = aliased(Visit), aliased(Visit)
    same = Visit.request_id
    rows = uow.session.execute(
        select(
            *(Visit.engineer_id, Visit.state, Visit.on_site_at, Visit.completed_at, Visit.end_reason),
            *(Visit.office_ended_by, ServiceRequest.fault_code, ServiceRequest.expected_s),
            exists()
            .where(
                earlier.request_id == same, earlier.ordinal < Visit.ordinal, earlier.on_site_at.is_not(None)
            )
            .label("came_before"),
            exists()
            .where(
                later.request_id == same, later.ordinal > Visit.ordinal, later.state != VisitState.CANCELLED
            )
            .label("came_again"),
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.state.in_((*_DONE, VisitState.INCOMPLETE)),
            Visit.engineer_id.is_not(None),
            Visit.on_site_at.is_not(None),
            Visit.completed_at >= since,
            or_(Visit.arrival_verdict.is_(None), Visit.arrival_verdict != ArrivalVerdict.DOUBTFUL),
        )
        .order_by(Visit.completed_at.desc(), Visit.id)
        .limit(MOST_VISITS)
    )
    seen = ((row, held(row.engineer_id, row.on_site_at)) for row in rows)
    return [_seen(row, stars) for row, stars in seen if stars is not None]


def _seen(row: Any, stars: int) -> Seen:
    done = row.state in _DONE
    says = done or not (row.end_reason or "").startswith(_SAYS_NOTHING)
    took_s = (row.completed_at - row.on_site_at).total_seconds()
    return Seen(
        at=row.completed_at,
        engineer_id=row.engineer_id,
        stars=stars,
        fault_code=row.fault_code,
        ratio=took_s / row.expected_s if done and row.office_ended_by is None else None,
        fixed=done and not row.came_again if says and not row.came_before else None,
    )


def stars_held(uow: UnitOfWork) -> Callable[[UUID, datetime], int | None]:
    """Return what says how many stars an engineer held at an instant, by the ledger of the register."""
    rows = uow.session.execute(select(Engineer.id, Engineer.stars))
    now = {row.id: row.stars for row in rows}
    changes: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    created = row_event("engineer", "created").kind
    made: set[str] = set()
    events = uow.session.scalars(
        select(Event).where(Event.kind.in_((created, EngineerChanged.kind))).order_by(Event.id)
    )
    for row in events:
        stars = (data_of(row).get("values") or {}).get("stars")
        if stars is not None:
            made |= {row.stream} if row.kind == created and not changes[row.stream] else set()
            changes[row.stream].append((row.at, stars))

    def held(engineer_id: UUID, at: datetime) -> int | None:
        stream = f"engineer:{engineer_id}"
        known = changes.get(stream, ())
        return stars_then(known, now.get(engineer_id, 0), since_made=stream in made, at=at) or None

    return held


def star_lessons(uow: UnitOfWork) -> list[Lesson]:
    """Return what was learned last, grades before kinds of fault."""
    rows: Sequence[LearnedStars] = uow.session.scalars(
        select(LearnedStars).order_by(
            LearnedStars.measure.desc(), LearnedStars.fault_code, LearnedStars.stars
        )
    ).all()
    return [
        Lesson(
            measure=Measure(row.measure),
            stars=row.stars,
            fault_code=row.fault_code,
            visits=row.visits,
            engineers=row.engineers,
            raw=row.raw,
            value=row.value,
            low=row.low,
            high=row.high,
            default=row.default,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in rows
    ]


def star_factors(uow: UnitOfWork) -> StarFactors:
    """Return what the planner reckons with: what was learned, or where that is switched off the defaults."""
    return factors_of(star_lessons(uow)) if uow.runtime.settings.planner_learns_stars else AS_GIVEN
