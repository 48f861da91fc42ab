"""The danger ladder: which rungs an open promise stands on, and when each falls due.

Pure: facts in, instants out.  Every rung counts from the step before it, and none from before the promise's
hour begins, so that what is promised for tomorrow morning alarms nobody at night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.requests.rules.lifecycle import VisitState
from app.requests.rules.returns import ReturnClock


class Rung(StrEnum):
    """What is wrong with a promise, in the order in which the steps of a visit would go wrong."""

    UNASSIGNED = "unassigned"
    NOT_ACCEPTED = "not_accepted"
    PHONE_SILENT = "phone_silent"
    NOT_DEPARTED = "not_departed"
    POSITION_STALE = "position_stale"
    OFF_DUTY = "off_duty"
    ENGINEER_GONE = "engineer_gone"
    CLAIMED = "claimed"
    CODES_WRONG = "codes_wrong"
    ARRIVAL_DOUBTFUL = "arrival_doubtful"
    ETA_PAST_DUE = "eta_past_due"
    BREACHED = "breached"


ETA_MARGIN = timedelta(minutes=1)
"""An ETA once past due counts as in time again only this much before it: one that swings about the instant
must not ring again and again."""

AT_ONCE = frozenset(
    {
        Rung.BREACHED,
        Rung.ETA_PAST_DUE,
        Rung.CLAIMED,
        Rung.CODES_WRONG,
        Rung.ARRIVAL_DOUBTFUL,
        Rung.ENGINEER_GONE,
    }
)
"""Rungs that count from their reason, also before the promise's hour begins."""

UNDER_WAY = (VisitState.EN_ROUTE, VisitState.ON_SITE)
"""What only its engineer's phone could end: where his account is closed, nobody will."""

UNACCEPTED = (VisitState.PLANNED, VisitState.OFFERED)

OF_WHO_WAS_ASKED = frozenset({Rung.NOT_ACCEPTED, Rung.PHONE_SILENT})
"""Rungs about an answer that somebody owes; they end once the visit counts as nobody's."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """After which time each rung falls due, and how often an alert that nobody acknowledged repeats."""

    unassigned: timedelta = timedelta(minutes=2)
    not_accepted: timedelta = timedelta(minutes=5)
    phone_silent: timedelta = timedelta(0)
    not_departed: timedelta = timedelta(minutes=10)
    position_stale: timedelta = timedelta(minutes=5)
    off_duty: timedelta = timedelta(0)
    engineer_gone: timedelta = timedelta(0)
    claimed: timedelta = timedelta(0)
    codes_wrong: timedelta = timedelta(0)
    arrival_doubtful: timedelta = timedelta(0)
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

    set_right: a person said when somebody arrived, at the visit that was promised.  solved_at: when the
    problem was solved without a visit.  over: the request is resolved, later, or cancelled.
    lost_engineer_at: when the visit last lost its engineer.  assigned_at: since when somebody has it.
    asked_at: since when somebody is asked without a yes, or a yes is gone; first_asked_at: since when anybody
    was asked, whoever decided otherwise meanwhile.  position_at: when the last position was received.
    eta_late_since: when the ETA was first seen past due, None where it was not.  gone_since: since when
    the engineer's account is closed, so that nothing more is heard.  setout_s: how long one who is on call
    takes to set out.  doubtful_since: since when the arrival
    waits for a person to settle it.  codes_wrong_since: when the last came of the wrong codes that an arrival
    is allowed.  claimed_since: since when the phone of somebody who has not got the visit says
    that he went, and nobody has decided about it.  silent_since: since when the phone of an engineer who was
    asked is silent.  off_duty_since:
    since when the engineer who is on the way has ended his shift, or one who was has gone off duty and nobody
    has said yes.  has_no_point: nobody knows where it is, so that nobody is sent before a person says so.
    waits: the clock of a return visit; held_back: it waits for a part, and for a word when that is there.
    """

    due_at: datetime
    promise_s: int
    received_at: datetime
    arrived_at: datetime | None = None
    set_right: bool = False
    solved_at: datetime | None = None
    over: bool = False
    visit_state: str | None = None
    has_engineer: bool = False
    lost_engineer_at: datetime | None = None
    assigned_at: datetime | None = None
    asked_at: datetime | None = None
    first_asked_at: datetime | None = None
    accepted_at: datetime | None = None
    departed_at: datetime | None = None
    eta_at: datetime | None = None
    position_at: datetime | None = None
    eta_late_since: datetime | None = None
    silent_since: datetime | None = None
    off_duty_since: datetime | None = None
    gone_since: datetime | None = None
    setout_s: int = 0
    doubtful_since: datetime | None = None
    codes_wrong_since: datetime | None = None
    claimed_since: datetime | None = None
    has_no_point: bool = False
    held_back: bool = False
    waits: ReturnClock | None = None

    @property
    def settled(self) -> bool:
        """Whether the promise is kept, broken for good, or called off: nothing is left to watch.

        A doubtful arrival settles nothing, also where the work was done since; nor does one whose engineer
        has gone while he was there, or on the way there again.
        """
        open_end = self.doubtful_since is not None or self.left_behind_since is not None
        return not open_end and (self.over or self.arrived_at is not None)

    @property
    def unasked_since(self) -> datetime | None:
        """Since when whoever has it should have been asked: from when half of its promise was gone.

        Until then he may finish where he is, and be asked in time.
        """
        if self.assigned_at is None:
            return None
        due_at = self.waits.due_at if self.waits is not None else self.due_at
        return max(self.assigned_at, due_at - timedelta(seconds=self.promise_s) / 2)

    @property
    def left_behind_since(self) -> datetime | None:
        """Since when nobody will tell how a visit under way goes on: its engineer's account was closed."""
        return self.gone_since if self.visit_state in UNDER_WAY else None


@dataclass(frozen=True, slots=True)
class Step:
    """A rung whose reason stands: `since` when, and when it falls due."""

    rung: Rung
    since: datetime
    due_at: datetime


def steps(facts: Facts, ladder: Ladder, now: datetime) -> list[Step]:
    """Return the rungs whose reason stands at `now`, in the order in which they fall due.

    Of a settled promise that was broken, `breached` stays: it is a fact that nothing undoes.  Once a visit
    counts as unassigned, nobody owes an answer any more: one deed, one alert.
    """
    begins_at = facts.due_at - timedelta(seconds=facts.promise_s)
    found = []
    for rung, since in _reasons(facts, ladder, now).items():
        start = since if rung in AT_ONCE else max(since, begins_at)
        at_once = rung is Rung.UNASSIGNED and facts.has_no_point
        found.append(Step(rung, since, since if at_once else start + ladder.after(rung)))
    if any(step.rung is Rung.UNASSIGNED and step.due_at <= now for step in found):
        found = [step for step in found if step.rung not in OF_WHO_WAS_ASKED]
    order = list(Rung)
    return sorted(found, key=lambda step: (step.due_at, order.index(step.rung)))


def is_eta_late(facts: Facts) -> bool:
    """Whether the engineer is expected past due; one who was is not again before he has a minute to spare."""
    if facts.settled or facts.arrived_at is not None or not facts.has_engineer or facts.eta_at is None:
        return False
    margin = ETA_MARGIN if facts.eta_late_since is not None else timedelta(0)
    return facts.eta_at > facts.due_at - margin


def _reasons(facts: Facts, ladder: Ladder, now: datetime) -> dict[Rung, datetime]:
    """Rung → since when its reason stands."""
    found: dict[Rung, datetime] = {}
    if facts.doubtful_since is not None:
        found[Rung.ARRIVAL_DOUBTFUL] = facts.doubtful_since
    if facts.left_behind_since is not None:
        found[Rung.ENGINEER_GONE] = facts.left_behind_since
    if facts.codes_wrong_since is not None and not facts.settled:
        found[Rung.CODES_WRONG] = facts.codes_wrong_since
    if facts.over or facts.arrived_at is not None:
        ended_at = facts.arrived_at or facts.solved_at
        broken = ended_at is not None and ended_at > facts.due_at
        return found | ({Rung.BREACHED: facts.due_at} if broken else {})
    found[Rung.BREACHED] = facts.due_at
    if facts.claimed_since is not None:
        found[Rung.CLAIMED] = facts.claimed_since
    found |= _of_the_visit(facts)
    # Once the promise is broken, that the engineer comes too late is no news.
    if is_eta_late(facts) and now < facts.due_at + ladder.breached:
        found[Rung.ETA_PAST_DUE] = facts.eta_late_since or now
    return found


def _of_the_visit(facts: Facts) -> dict[Rung, datetime]:
    """Likewise, what is wrong with the step that the visit has come to."""
    setout = timedelta(seconds=facts.setout_s)
    heard_at = max((at for at in (facts.position_at, facts.departed_at) if at), default=None)
    on_the_way = (VisitState.EN_ROUTE,)
    reasons = (
        (Rung.NOT_ACCEPTED, UNACCEPTED, facts.asked_at or facts.unasked_since),
        (Rung.PHONE_SILENT, UNACCEPTED, facts.silent_since),
        (Rung.NOT_DEPARTED, (VisitState.ACCEPTED,), facts.accepted_at and facts.accepted_at + setout),
        (Rung.POSITION_STALE, on_the_way, heard_at),
        (Rung.OFF_DUTY, (*on_the_way, *UNACCEPTED), facts.off_duty_since),
    )
    found = {rung: at for rung, states, at in reasons if at is not None and facts.visit_state in states}
    if not facts.has_engineer:
        found[Rung.UNASSIGNED] = facts.lost_engineer_at or facts.received_at
    return found
