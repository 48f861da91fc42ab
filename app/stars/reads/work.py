"""What each engineer's visits contribute to each measure: of requests, visits, ratings and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.kernel import UnitOfWork
from app.promise.reads.attribution import attributions
from app.registers.tables import Territory
from app.requests.reads.outcomes import outcome_of
from app.requests.reads.who_came import answerable_engineer_id
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.promise import Outcome
from app.requests.tables import Rating, ServiceRequest, Visit
from app.stars.rules.comparing import Observed
from app.stars.rules.measures import HOLDS_FOR, Measure, VisitFacts, contributions, promise_kept

PART_OF_DAY_H = 6
_DONE = frozenset({VisitState.COMPLETED, VisitState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Span:
    """Requests made in [from_at, to_at)."""

    from_at: datetime
    to_at: datetime


def observed(
    uow: UnitOfWork, span: Span, engineer_id: UUID | None = None
) -> Mapping[Measure, Sequence[Observed]]:
    """Return all contributions of a span by measure; of one engineer alone where one is named."""
    zones = {
        key: ZoneInfo(zone) for key, zone in uow.session.execute(select(Territory.id, Territory.time_zone))
    }
    found: dict[Measure, list[Observed]] = {measure: [] for measure in Measure}
    for row in uow.session.execute(_visits(span, engineer_id)):
        for measure, value in contributions(_facts(row), uow.now).items():
            found[measure].append(_one(row, zones, value))
    found[Measure.PROMISE].extend(_promises(uow, span, engineer_id, zones))
    return found


def _one(row: Any, zones: Mapping[UUID, ZoneInfo], value: float) -> Observed:
    local = row.requested_at.astimezone(zones[row.territory_id])
    return Observed(
        row.engineer_id,
        row.id,
        row.fault_code,
        row.territory_id,
        local.hour // PART_OF_DAY_H,
        row.customer_id,
        value,
    )


def _work() -> Sequence[Any]:
    request = ServiceRequest
    return (request.id, request.fault_code, request.territory_id, request.customer_id, request.requested_at)


def _within(span: Span) -> Sequence[ColumnElement[bool]]:
    request = ServiceRequest
    return (
        request.requested_at >= span.from_at,
        request.requested_at < span.to_at,
        request.state != RequestState.CANCELLED,
    )


def _visits(span: Span, engineer_id: UUID | None) -> Any:
    before, again, request = aliased(Visit), aliased(ServiceRequest), ServiceRequest
    came_before = exists().where(
        before.request_id == request.id, before.ordinal < Visit.ordinal, before.on_site_at.is_not(None)
    )
    again_at = (
        select(func.min(again.requested_at))
        .where(
            again.asset_id == request.asset_id,
            again.id != request.id,
            again.state != RequestState.CANCELLED,
            again.requested_at > Visit.completed_at,
        )
        .scalar_subquery()
    )
    query = (
        select(
            *_work(),
            *(Visit.engineer_id, Visit.state, Visit.on_site_at, Visit.completed_at, Visit.end_reason),
            *(request.expected_s, request.asset_id, Rating.score),
            came_before.label("came_before"),
            again_at.label("again_at"),
        )
        .select_from(request)
        .join(Visit, Visit.request_id == request.id)
        .outerjoin(Rating, Rating.visit_id == Visit.id)
        .where(*_within(span), Visit.on_site_at.is_not(None), Visit.engineer_id.is_not(None))
        .where(Visit.arrival_settled.is_(None) | (Visit.arrival_settled != "not_arrived"))
    )
    return query if engineer_id is None else query.where(Visit.engineer_id == engineer_id)


def _facts(row: Any) -> VisitFacts:
    again_at = row.again_at
    if again_at is not None and again_at > row.completed_at + HOLDS_FOR:
        again_at = None
    return VisitFacts(
        on_site_at=row.on_site_at,
        completed_at=row.completed_at,
        is_done=row.state in _DONE,
        reason=(row.end_reason or "").partition(":")[0],
        came_before=row.came_before,
        expected_s=row.expected_s,
        has_machine=row.asset_id is not None,
        again_at=again_at,
        score=row.score,
    )


def _promises(
    uow: UnitOfWork, span: Span, engineer_id: UUID | None, zones: Mapping[UUID, ZoneInfo]
) -> Iterable[Observed]:
    request, whose = ServiceRequest, answerable_engineer_id()
    query = select(
        *_work(),
        whose.label("engineer_id"),
        *(request.state, request.received_at, request.due_at, request.promise_s, request.on_site_at),
        *(request.arrival_verdict, request.solved_remotely_at),
    ).where(*_within(span))
    query = query.where(whose == engineer_id if engineer_id else whose.is_not(None))
    rows: Sequence[Any] = uow.session.execute(query).all()
    outcomes = {row.id: outcome_of(row, uow.now) for row in rows}
    stories = attributions(uow, [row for row in rows if outcomes[row.id] is Outcome.BROKEN])
    for row in rows:
        story = stories.get(row.id)
        value = promise_kept(outcomes[row.id], story.blamed(uow.now) if story else None)
        if value is not None:
            yield _one(row, zones, value)
