"""What became of each promise, for rows and for queries: the same rule in Python and in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_

from app.models import ServiceRequest
from dispatch.lifecycle import RequestState
from dispatch.promise import OUTCOME_IN_TIME, ArrivalVerdict, Outcome, PromiseFacts, outcome


def outcome_of(request: Any, now: datetime) -> Outcome:
    """Return what became of the promise of `request`, an entity or a row of these five columns."""
    verdict = request.arrival_verdict
    facts = PromiseFacts(
        due_at=request.due_at,
        cancelled=request.state == RequestState.CANCELLED,
        on_site_at=request.on_site_at,
        arrival=ArrivalVerdict(verdict) if verdict else None,
        solved_remotely_at=request.solved_remotely_at,
    )
    return outcome(facts, now)


def has_outcome(wanted: Collection[Outcome], now: datetime) -> ColumnElement[bool]:
    """Return the condition on `service_requests` that `outcome_of` gives one of `wanted`."""
    return or_(false(), *(_condition(one, now) for one in wanted))


def _condition(wanted: Outcome, now: datetime) -> ColumnElement[bool]:
    request = ServiceRequest
    if wanted is Outcome.CANCELLED:
        return request.state == RequestState.CANCELLED
    in_time = case(
        *((request.arrival_verdict == verdict, found) for verdict, found in OUTCOME_IN_TIME.items()),
        else_=Outcome.KEPT_PLAUSIBLE,
    )
    told = case(
        (request.on_site_at > request.due_at, Outcome.BROKEN),
        (request.on_site_at.is_not(None), in_time),
        (request.solved_remotely_at > request.due_at, Outcome.BROKEN),
        (request.solved_remotely_at.is_not(None), Outcome.SOLVED_REMOTELY),
        (request.due_at >= now, Outcome.OPEN),
        else_=Outcome.BROKEN,
    )
    return and_(request.state != RequestState.CANCELLED, told == wanted)
