"""How endangered a promise is, from what is known now: the order in which a dispatcher looks at requests.

The ladder is the business's own: unassigned after 2 minutes, not accepted after 5, not departed after 10,
position older than 5, ETA past `due_at`, breached.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.lifecycle import RequestState, VisitState

UNASSIGNED_AFTER = timedelta(minutes=2)
NOT_ACCEPTED_AFTER = timedelta(minutes=5)
NOT_DEPARTED_AFTER = timedelta(minutes=10)
POSITION_STALE_AFTER = timedelta(minutes=5)
TIGHT_SLACK = timedelta(minutes=5)

OPEN_STATES = (RequestState.RECEIVED, RequestState.PROMISED, RequestState.IN_PROGRESS)


class Level(StrEnum):
    """From what needs somebody at once to what needs nobody; the order of the board."""

    LATE = "late"
    DANGER = "danger"
    WATCH = "watch"
    STEADY = "steady"
    ON_SITE = "on_site"
    OVER = "over"


class Cause(StrEnum):
    """Why a request stands at its level; the most pressing reason only."""

    BREACHED = "breached"
    UNASSIGNED = "unassigned"
    ETA_PAST_DUE = "eta_past_due"
    NOT_ACCEPTED = "not_accepted"
    NOT_DEPARTED = "not_departed"
    POSITION_STALE = "position_stale"
    TIGHT = "tight"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ladder looks at: a request, its current visit and its engineer's last position."""

    request_state: str
    received_at: datetime
    due_at: datetime
    arrived_at: datetime | None
    visit_state: str | None = None
    has_engineer: bool = False
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    eta_at: datetime | None = None
    position_at: datetime | None = None


def danger(facts: Facts, now: datetime) -> tuple[Level, Cause | None]:
    """Return the level at `now`, and its cause where there is something to do about it."""
    if facts.request_state not in OPEN_STATES:
        return Level.OVER, None
    if facts.visit_state == VisitState.ON_SITE:
        return Level.ON_SITE, None
    if facts.arrived_at is not None:  # a return visit: the promise of this request is settled
        return (Level.STEADY, None) if facts.has_engineer else (Level.WATCH, Cause.UNASSIGNED)
    return _of_promise(facts, now)


def _of_promise(facts: Facts, now: datetime) -> tuple[Level, Cause | None]:
    if now > facts.due_at:
        return Level.LATE, Cause.BREACHED
    if not facts.has_engineer:
        overdue = now - facts.received_at > UNASSIGNED_AFTER
        return (Level.DANGER if overdue else Level.WATCH), Cause.UNASSIGNED
    if facts.eta_at is not None and facts.eta_at > facts.due_at:
        return Level.DANGER, Cause.ETA_PAST_DUE
    cause = _worth_watching(facts, now)
    return (Level.WATCH, cause) if cause else (Level.STEADY, None)


def _worth_watching(facts: Facts, now: datetime) -> Cause | None:
    if facts.visit_state == VisitState.OFFERED and _older(facts.assigned_at, now, NOT_ACCEPTED_AFTER):
        return Cause.NOT_ACCEPTED
    if facts.visit_state == VisitState.ACCEPTED and _older(facts.accepted_at, now, NOT_DEPARTED_AFTER):
        return Cause.NOT_DEPARTED
    if facts.visit_state == VisitState.EN_ROUTE and _older(facts.position_at, now, POSITION_STALE_AFTER):
        return Cause.POSITION_STALE
    if facts.eta_at is not None and facts.due_at - facts.eta_at < TIGHT_SLACK:
        return Cause.TIGHT
    return None


def _older(at: datetime | None, now: datetime, age: timedelta) -> bool:
    return at is not None and now - at > age
