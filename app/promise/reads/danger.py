"""How endangered a promise is, from what is known now: the order in which a dispatcher looks at requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_

from app.promise.rules.ladder import UNACCEPTED, Facts, Ladder, Rung, steps
from app.requests.reads.goes_on import goes_on_elsewhere
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.tables import ServiceRequest

TIGHT_SLACK = timedelta(minutes=5)
WAITING = (VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED)
"""Nobody is on the way yet."""


class Level(StrEnum):
    """From what needs somebody at once to what needs nobody; the order of the board."""

    LATE = "late"
    DANGER = "danger"
    WATCH = "watch"
    STEADY = "steady"
    ON_SITE = "on_site"
    CALL_BACK = "call_back"
    OVER = "over"


def with_call_back(level: Level, request: ServiceRequest) -> Level:
    """Return the level of a request, which is not over before its customer was called back."""
    due = request.state == RequestState.RESOLVED and not goes_on_elsewhere(request)
    return Level.CALL_BACK if level is Level.OVER and due else level


def awaits_call_back() -> ColumnElement[bool]:
    """Return the condition on `service_requests` that the customer is still to be called back."""
    undone = and_(
        ServiceRequest.solved_remotely_how.is_not(None),
        ServiceRequest.solved_remotely_at.is_(None),
        ServiceRequest.on_site_at.is_(None),
    )
    return and_(ServiceRequest.state == RequestState.RESOLVED, ~undone)


class Cause(StrEnum):
    """Why a request stands at its level: the most pressing reason only, in order of what presses."""

    BREACHED = Rung.BREACHED.value
    CLAIMED = Rung.CLAIMED.value
    UNASSIGNED = Rung.UNASSIGNED.value
    ARRIVAL_DOUBTFUL = Rung.ARRIVAL_DOUBTFUL.value
    ETA_PAST_DUE = Rung.ETA_PAST_DUE.value
    CODES_WRONG = Rung.CODES_WRONG.value
    OFF_DUTY = Rung.OFF_DUTY.value
    PHONE_SILENT = Rung.PHONE_SILENT.value
    NOT_ACCEPTED = Rung.NOT_ACCEPTED.value
    NOT_DEPARTED = Rung.NOT_DEPARTED.value
    ENGINEER_GONE = Rung.ENGINEER_GONE.value
    OFF_DUTY_ON_SITE = "off_duty_on_site"
    POSITION_STALE = Rung.POSITION_STALE.value
    RETURN_WAITS = "return_waits"
    PART_AWAITED = "part_awaited"
    TIGHT = "tight"


_LEVELS = {
    Cause.BREACHED: Level.LATE,
    Cause.CLAIMED: Level.DANGER,
    Cause.UNASSIGNED: Level.DANGER,
    Cause.ENGINEER_GONE: Level.DANGER,
    Cause.ARRIVAL_DOUBTFUL: Level.DANGER,
    Cause.ETA_PAST_DUE: Level.DANGER,
    Cause.NOT_ACCEPTED: Level.DANGER,
    Cause.CODES_WRONG: Level.DANGER,
}


def danger(facts: Facts, now: datetime, ladder: Ladder) -> tuple[Level, Cause | None]:
    """Return the level at `now`, and its cause where there is something to do about it."""
    ended = _ended(facts)
    if ended is not None:
        return ended
    if facts.arrived_at is not None:  # the promise of this request is settled, and only the work is left
        return _of_return(facts, now)
    cause = _most_pressing(facts, now, ladder)
    if cause is not None:
        return _LEVELS.get(cause, Level.WATCH), cause
    cause = _worth_watching(facts, now, ladder)
    return (Level.WATCH, cause) if cause else (Level.STEADY, None)


def _of_return(facts: Facts, now: datetime) -> tuple[Level, Cause | None]:
    """A return visit endangers no promise; one that waits too long is seen all the same."""
    clock = facts.waits
    if clock is not None and clock.is_over(now) and facts.visit_state in WAITING:
        return Level.DANGER, Cause.RETURN_WAITS
    if facts.held_back:
        return Level.WATCH, Cause.PART_AWAITED
    if not facts.has_engineer and not facts.set_right:
        return Level.WATCH, Cause.UNASSIGNED
    if clock is not None and clock.is_long(now, facts.eta_at):
        return Level.WATCH, Cause.RETURN_WAITS
    return Level.STEADY, None


def _ended(facts: Facts) -> tuple[Level, Cause | None] | None:
    """Where the arrival is doubted, everything is over or somebody is there: with what is left to do."""
    if facts.doubtful_since is not None:  # whatever became of the visit, somebody has to settle it
        return Level.DANGER, Cause.ARRIVAL_DOUBTFUL
    on_site = facts.visit_state == VisitState.ON_SITE
    # Only the office can end such a visit; before an arrival the ladder weighs it with what else is amiss.
    if facts.left_behind_since is not None and (facts.over or on_site or facts.arrived_at is not None):
        return Level.DANGER, Cause.ENGINEER_GONE
    if facts.over:
        return Level.OVER, None
    if on_site:
        return Level.ON_SITE, Cause.OFF_DUTY_ON_SITE if facts.off_duty_since is not None else None
    return None


def _worth_watching(facts: Facts, now: datetime, ladder: Ladder) -> Cause | None:
    if not facts.has_engineer:
        return Cause.UNASSIGNED
    if _yes_overdue(facts, now, ladder):
        return Cause.NOT_ACCEPTED
    is_tight = facts.eta_at is not None and facts.due_at - facts.eta_at < TIGHT_SLACK
    return Cause.TIGHT if is_tight else None


def _yes_overdue(facts: Facts, now: datetime, ladder: Ladder) -> bool:
    """Whether a yes has been waited for too long in sum, though whoever is asked now has time left.

    The page's minutes of the stage say so in red; each who is asked anew has his own time until an alert.
    """
    if facts.visit_state not in UNACCEPTED or facts.first_asked_at is None:
        return False
    begins_at = facts.due_at - timedelta(seconds=facts.promise_s)
    return now - max(facts.first_asked_at, begins_at) > ladder.not_accepted


def _most_pressing(facts: Facts, now: datetime, ladder: Ladder) -> Cause | None:
    # A rung that falls due this very second is not overdue yet; an ETA past due needs no more waiting, nor
    # does somebody who says that he is there.
    due = {
        Cause(step.rung.value)
        for step in steps(facts, ladder, now)
        if step.due_at < now
        or step.rung is Rung.ETA_PAST_DUE
        or (step.rung is Rung.CLAIMED and step.due_at == now)
    }
    return next((cause for cause in Cause if cause in due), None)
