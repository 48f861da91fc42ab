"""The danger ladder: which rungs an open promise stands on, and when each falls due.

Pure: facts in, instants out.  Every rung counts from the step before it, and none from before the promise's
hour begins, so that what is promised for tomorrow morning alarms nobody at night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.lifecycle import VisitState


class Rung(StrEnum):
    """What is wrong with a promise, in the order in which the steps of a visit would go wrong."""

    UNASSIGNED = "unassigned"
    NOT_ACCEPTED = "not_accepted"
    NOT_DEPARTED = "not_departed"
    POSITION_STALE = "position_stale"
    ENGINEER_GONE = "engineer_gone"
    ETA_PAST_DUE = "eta_past_due"
    BREACHED = "breached"


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
    OVER = "over"
    PUT_OFF = "put_off"


AT_ONCE = (Rung.BREACHED, Rung.ETA_PAST_DUE, Rung.ENGINEER_GONE)
"""Rungs that do not wait for the promise's hour to begin."""

ETA_MARGIN = timedelta(minutes=1)
"""An ETA once past due counts as in time again only this much before it: one that swings about the instant
must not ring again and again."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """After which time each rung falls due, and how often an alert that nobody acknowledged repeats."""

    unassigned: timedelta = timedelta(minutes=2)
    not_accepted: timedelta = timedelta(minutes=5)
    not_departed: timedelta = timedelta(minutes=10)
    position_stale: timedelta = timedelta(minutes=5)
    engineer_gone: timedelta = timedelta(0)
    eta_past_due: timedelta = timedelta(0)
    breached: timedelta = timedelta(0)
    repeat: timedelta = timedelta(minutes=3)

    def after(self, rung: Rung) -> timedelta:
        """Return how long after the step before `rung` falls due."""
        found: timedelta = getattr(self, rung)
        return found


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ladder looks at: a request, the visit that its promise is about, its engineer's position.

    solved_at: when the problem was solved without a visit.  over: the request is resolved, later, or
    cancelled.  lost_engineer_at: when the visit last lost its engineer.  asked_at: since when somebody is
    asked without a yes.  position_at: when the last position was received.  eta_late_since: when the ETA was
    first seen past due, None where it was not.  gone_since: since when the engineer's account is closed, so
    that nothing more is heard.  setout_s: how long one who is on call takes to set out.
    """

    due_at: datetime
    promise_s: int
    received_at: datetime
    arrived_at: datetime | None = None
    solved_at: datetime | None = None
    over: bool = False
    visit_state: str | None = None
    has_engineer: bool = False
    lost_engineer_at: datetime | None = None
    asked_at: datetime | None = None
    accepted_at: datetime | None = None
    departed_at: datetime | None = None
    eta_at: datetime | None = None
    position_at: datetime | None = None
    eta_late_since: datetime | None = None
    gone_since: datetime | None = None
    setout_s: int = 0

    @property
    def settled(self) -> bool:
        """Whether the promise is kept, broken for good, or called off: nothing is left to watch."""
        return self.over or self.arrived_at is not None


@dataclass(frozen=True, slots=True)
class Step:
    """A rung whose reason stands: `since` when, and when it falls due."""

    rung: Rung
    since: datetime
    due_at: datetime


def steps(facts: Facts, ladder: Ladder, now: datetime) -> list[Step]:
    """Return the rungs whose reason stands at `now`, in the order in which they fall due.

    Of a settled promise that was broken, `breached` stays: it is a fact that nothing undoes.
    """
    begins_at = facts.due_at - timedelta(seconds=facts.promise_s)
    found = []
    for rung, since in _reasons(facts, ladder, now).items():
        start = since if rung in AT_ONCE else max(since, begins_at)
        found.append(Step(rung, since, start + ladder.after(rung)))
    order = list(Rung)
    return sorted(found, key=lambda step: (step.due_at, order.index(step.rung)))


def why_cleared(rung: Rung, facts: Facts, now: datetime | None = None) -> Cleared:
    """Say why the reason of `rung`, which stood, is gone at `now`."""
    if facts.settled:
        return Cleared.ARRIVED if facts.arrived_at is not None else Cleared.OVER
    if now is not None and now < facts.due_at - timedelta(seconds=facts.promise_s):
        return Cleared.PUT_OFF
    if rung is Rung.UNASSIGNED:
        return Cleared.ASSIGNED
    if rung is Rung.ETA_PAST_DUE and facts.has_engineer:
        return Cleared.BREACHED if is_eta_late(facts) else Cleared.ETA_IN_TIME
    if rung is Rung.POSITION_STALE and facts.visit_state == VisitState.EN_ROUTE:
        return Cleared.HEARD_FROM
    if rung is Rung.ENGINEER_GONE and facts.visit_state == VisitState.EN_ROUTE:
        return Cleared.BACK
    moved = {VisitState.ACCEPTED: Cleared.ACCEPTED, VisitState.EN_ROUTE: Cleared.DEPARTED}
    return moved.get(VisitState(facts.visit_state or VisitState.PLANNED), Cleared.TAKEN_BACK)


def is_eta_late(facts: Facts) -> bool:
    """Whether the engineer is expected past due; one who was is not again before he has a minute to spare."""
    if facts.settled or not facts.has_engineer or facts.eta_at is None:
        return False
    margin = ETA_MARGIN if facts.eta_late_since is not None else timedelta(0)
    return facts.eta_at > facts.due_at - margin


def _reasons(facts: Facts, ladder: Ladder, now: datetime) -> dict[Rung, datetime]:
    """Rung → since when its reason stands."""
    if facts.settled:
        ended_at = facts.arrived_at or facts.solved_at
        broken = ended_at is not None and ended_at > facts.due_at
        return {Rung.BREACHED: facts.due_at} if broken else {}
    found = {Rung.BREACHED: facts.due_at}
    if not facts.has_engineer:
        found[Rung.UNASSIGNED] = facts.lost_engineer_at or facts.received_at
    if facts.asked_at is not None and facts.visit_state in (VisitState.PLANNED, VisitState.OFFERED):
        found[Rung.NOT_ACCEPTED] = facts.asked_at
    if facts.accepted_at is not None and facts.visit_state == VisitState.ACCEPTED:
        found[Rung.NOT_DEPARTED] = facts.accepted_at + timedelta(seconds=facts.setout_s)
    heard_at = max((at for at in (facts.position_at, facts.departed_at) if at), default=None)
    if heard_at is not None and facts.visit_state == VisitState.EN_ROUTE:
        found[Rung.POSITION_STALE] = heard_at
    if facts.gone_since is not None and facts.visit_state == VisitState.EN_ROUTE:
        found[Rung.ENGINEER_GONE] = facts.gone_since
    # Once the promise is broken, that the engineer comes too late is no news.
    if is_eta_late(facts) and now < facts.due_at + ladder.breached:
        found[Rung.ETA_PAST_DUE] = facts.eta_late_since or now
    return found
