"""Why an alert is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from app.promise.rules.ladder import UNACCEPTED, UNDER_WAY, Facts, Rung, is_eta_late
from app.requests.rules.lifecycle import VisitState


class Cleared(StrEnum):
    """Why a rung's reason is gone."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    TAKEN_BACK = "taken_back"
    HEARD_FROM = "heard_from"
    BACK = "back"
    ETA_IN_TIME = "eta_in_time"
    BREACHED = "breached"
    ARRIVED = "arrived"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    OVER = "over"
    PUT_OFF = "put_off"
    SEEN_TO = "seen_to"
    DECIDED = "decided"


_COME_BACK: Mapping[Rung, tuple[tuple[VisitState, ...], Cleared]] = {
    Rung.POSITION_STALE: ((VisitState.EN_ROUTE,), Cleared.HEARD_FROM),
    Rung.PHONE_SILENT: (UNACCEPTED, Cleared.HEARD_FROM),
    Rung.OFF_DUTY: ((VisitState.EN_ROUTE,), Cleared.BACK),
}
"""Rungs about an engineer who may come back: in these states of the visit that is why they are gone."""


def why_cleared(rung: Rung, facts: Facts, now: datetime | None = None, *, passed_on: bool = False) -> Cleared:
    """Say why the reason of `rung`, which stood, is gone at `now`.

    passed_on: the silent engineer whom it was about has not been heard; he has the visit no more.
    """
    ended = _why_ended(rung, facts)
    if ended is not None or passed_on:
        return ended or Cleared.TAKEN_BACK
    if now is not None and now < facts.due_at - timedelta(seconds=facts.promise_s):
        return Cleared.PUT_OFF
    if rung is Rung.UNASSIGNED:
        return Cleared.ASSIGNED
    if rung is Rung.ETA_PAST_DUE and facts.has_engineer:
        return Cleared.BREACHED if is_eta_late(facts) else Cleared.ETA_IN_TIME
    states, back = _COME_BACK.get(rung, ((), Cleared.BACK))
    if facts.visit_state in states:
        return back
    moved = {VisitState.ACCEPTED: Cleared.ACCEPTED, VisitState.EN_ROUTE: Cleared.DEPARTED}
    return moved.get(VisitState(facts.visit_state or VisitState.PLANNED), Cleared.TAKEN_BACK)


def _why_ended(rung: Rung, facts: Facts) -> Cleared | None:
    """Why nothing is left of `rung` to watch; None where another step was taken."""
    if rung is Rung.ENGINEER_GONE and facts.visit_state in UNDER_WAY:
        return Cleared.BACK
    is_over = facts.over and facts.arrived_at is None
    if rung is Rung.ARRIVAL_DOUBTFUL and not is_over:
        return Cleared.SETTLED
    if rung is Rung.CODES_WRONG and not is_over:
        return Cleared.CONFIRMED
    if rung is Rung.CLAIMED and not is_over:
        return Cleared.DECIDED
    if facts.arrived_at is not None:
        return Cleared.ARRIVED
    return Cleared.OVER if facts.settled else None
