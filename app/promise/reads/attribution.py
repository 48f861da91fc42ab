"""Which stage of the minute budget broke a promise: derived from the ledger, not from columns that change.

A request's events are folded into milestones, and `app.requests.rules.promise` names the stage.  A
correction is an event like the others: it changes what is derived, and leaves standing what was recorded.
Whether the promise is broken at all, and when somebody arrived, `app.requests.reads.outcomes` says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from app.arrivals.events import ArrivalSettled
from app.arrivals.reads.gates import REFUSED_ENTRY, doubted_gates
from app.dispatching.events import OverrideUnassigned, VisitAssigned, VisitUnassigned
from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.promise.events import PromiseCorrected
from app.requests.events import visits
from app.requests.events.offers import OfferDeclined, OfferExpired
from app.requests.reads.outcomes import facts_of
from app.requests.rules.promise import (
    BUDGET_S,
    Milestones,
    Outcome,
    PromiseFacts,
    Stage,
    blamed_stage,
    outcome,
    stage_seconds,
)

CORRECTED = PromiseCorrected.kind
CORRECTABLE = ("assigned_at", "accepted_at", "departed_at", "on_site_at")

_PASSED = {
    visits.VisitAccepted.kind: "accepted_at",
    visits.VisitEnRoute.kind: "departed_at",
    visits.VisitOnSite.kind: "on_site_at",
}
_LOST = frozenset(one.kind for one in (VisitUnassigned, OfferDeclined, OfferExpired, OverrideUnassigned))
_ENDED = visits.VisitIncomplete.kind
_CALLED_OFF = visits.VisitCancelled.kind
_SETTLED = ArrivalSettled.kind
_PLANNED = visits.VisitPlanned.kind
_ASSIGNED = VisitAssigned.kind
_OFFERED = visits.VisitOffered.kind
_TAKES_BACK = (_PLANNED, _SETTLED)
_OF_THE_VISIT = (_PLANNED, _SETTLED, _CALLED_OFF)
_KINDS = (
    *(_PLANNED, _ASSIGNED, _OFFERED, _ENDED, _CALLED_OFF, _SETTLED),
    *(*_PASSED, *sorted(_LOST), CORRECTED),
)
_AT_ONCE = 500


class Promised(Protocol):
    """What is needed of a request; nothing but an appointment changes it."""

    id: UUID
    state: str
    requested_at: datetime
    received_at: datetime
    due_at: datetime
    promise_s: int
    on_site_at: datetime | None
    arrival_verdict: str | None
    solved_remotely_at: datetime | None


@dataclass(frozen=True, slots=True)
class StageShare:
    """One stage of the minute budget: seconds used, seconds it may take."""

    stage: Stage
    spent_s: int
    allowed_s: int

    @property
    def over(self) -> bool:
        """Whether the stage took more than its share."""
        return self.spent_s > self.allowed_s


@dataclass(frozen=True, slots=True)
class Correction:
    """What a manager set right, and why."""

    at: datetime
    actor: str
    reason: str
    changes: Mapping[str, str | None] = field(
        metadata={"description": "Milestone, or `stage`, to what holds; null: as recorded"}
    )


@dataclass(frozen=True, slots=True)
class Attribution:
    """A promise as the ledger tells it; `named` is the stage that a manager named.

    `recorded` are the milestones before any was set right.  `called_off_at` is when the visit was called off
    to which nobody had come, where no other has the promise since: nobody used up what came after.
    """

    facts: PromiseFacts
    promise_s: int
    milestones: Milestones
    recorded: Milestones
    called_off_at: datetime | None = None
    corrections: Sequence[Correction] = ()
    named: Stage | None = None

    @property
    def due_at(self) -> datetime:
        """By when somebody is to be on site."""
        return self.facts.due_at

    @property
    def on_site_at(self) -> datetime | None:
        """When the first engineer arrived; None where nobody has."""
        return self.facts.on_site_at

    def outcome(self, now: datetime) -> Outcome:
        """Return what became of the promise."""
        return outcome(self.facts, now)

    def blamed(self, now: datetime) -> Stage | None:
        """Name the one stage that used the hour up; None where the promise is not broken."""
        if self.outcome(now) is not Outcome.BROKEN:
            return None
        return self.named or blamed_stage(self.milestones, self._until(now), self.promise_s)

    def _until(self, now: datetime) -> datetime:
        """When the last stage ended: somebody came, or nobody had to any more."""
        return self.on_site_at or self.facts.solved_remotely_at or self.called_off_at or now

    def budget(self, now: datetime) -> list[StageShare]:
        """Return the promised time by stage; the customer's access only where somebody was turned away."""
        spent = stage_seconds(self.milestones, self._until(now))
        share = self.promise_s / sum(BUDGET_S.values())
        turned_away = self.milestones.turned_away_at is not None
        return [
            StageShare(stage, spent[stage], round(BUDGET_S[stage] * share))
            for stage in Stage
            if turned_away or stage is not Stage.ACCESS
        ]


def attribution(uow: UnitOfWork, request: Promised) -> Attribution:
    """Derive one request's."""
    return attributions(uow, [request])[request.id]


def attributions(uow: UnitOfWork, requests: Sequence[Promised]) -> dict[UUID, Attribution]:
    """Derive those of many requests, five hundred to a query."""
    told = _events(uow, [request.id for request in requests])
    gates = {event.visit_id for events in told.values() for event in events if _is_closed_gate(event)}
    doubted = doubted_gates(uow, sorted(gates))
    return {request.id: fold(request, told[f"request:{request.id}"], doubted) for request in requests}


def _is_closed_gate(event: Any) -> bool:
    """Whether the event ends a visit because nobody let the engineer in, without an arrival told."""
    if event.kind != _ENDED or event.visit_id is None:
        return False
    body = json.loads(event.body)
    return not body.get("on_site_at") and body.get("reason") in REFUSED_ENTRY


def fold(request: Promised, events: Iterable[Any], doubted: Collection[UUID] = ()) -> Attribution:
    """Fold a request's events (`kind`, `at`, `actor`, `visit_id`, `body`), oldest first.

    The budget's minutes count from where the promise's hour begins, which is the request or the opening.
    A visit may be given to an engineer long before it is the next one.  Assignment ends when somebody was
    first asked; a visit that nobody was asked for counts as assigned only once it was accepted, so that
    waiting in a queue is not blamed on the engineer's answer.  What was taken back has not passed.

    Where nobody opened the gate the story ends there: what comes after, the return visit included, is the
    customer's access.  Of a visit among the `doubted` nobody is known to have stood there: its own stages
    are told, and the drive goes on.
    """
    story = _Story(doubted)
    for event in events:
        story.tell(event.kind, event.at, event.actor, event.visit_id, json.loads(event.body))
    # Of a promise for a later hour (the next opening, an appointment) the wait before it is nobody's.
    begins_at = max(request.requested_at, request.due_at - timedelta(seconds=request.promise_s))
    gate = story.gate if story.gate is not None and story.gate.at >= begins_at else None
    told = gate or story
    accepted_at = told.passed.get("accepted_at")
    recorded = Milestones(
        requested_at=begins_at,
        received_at=max(request.received_at, begins_at),
        assigned_at=told.asked_at or (accepted_at and (told.given_at or accepted_at)),
        turned_away_at=gate.at if gate is not None and gate.visit_id not in doubted else None,
        **told.passed,
    )
    set_right = {
        name: datetime.fromisoformat(value)
        for name, value in story.changes.items()
        if name in CORRECTABLE and name != "on_site_at" and value is not None
    }
    named = story.changes.get("stage")
    return Attribution(
        facts=facts_of(request),
        promise_s=request.promise_s,
        milestones=replace(recorded, **set_right, on_site_at=request.on_site_at),
        recorded=recorded,
        called_off_at=story.called_off_at,
        corrections=tuple(story.corrections),
        named=Stage(named) if named else None,
    )


@dataclass(frozen=True, slots=True)
class _Gate:
    """A visit that ended before a closed gate, and what its engineer had passed."""

    visit_id: UUID | None
    at: datetime
    given_at: datetime | None
    asked_at: datetime | None
    passed: Mapping[str, datetime]


@dataclass(slots=True)
class _Story:
    """What the events told so far of the visit that the promise is about.

    It is the first one, and the next where that ended before anybody arrived.  `set_aside` is what one
    engineer passed while the visit counts as another's, by a person's word on who had come.  `gate` is the
    first visit that ended before a closed gate, which one that is doubted leaves to the next.
    """

    doubted: Collection[UUID] = ()
    gate: _Gate | None = None
    visit_id: UUID | None = None
    given_at: datetime | None = None
    asked_at: datetime | None = None
    called_off_at: datetime | None = None
    passed: dict[str, datetime] = field(default_factory=dict)
    set_aside: dict[str, datetime] = field(default_factory=dict)
    went_on: bool = False
    changes: dict[str, str | None] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    def tell(
        self, kind: str, at: datetime, actor: str, visit_id: UUID | None, body: Mapping[str, Any]
    ) -> None:
        if kind == CORRECTED:
            self.changes.update(body["changes"])
            self.corrections.append(Correction(at, actor, body["reason"], body["changes"]))
            return
        if self.called_off_at is not None and visit_id != self.visit_id:
            self._go_on_with_the_next()
        self.visit_id = self.visit_id or visit_id
        # Only a person's word that nobody had come takes a visit back from the site.
        if visit_id != self.visit_id or ("on_site_at" in self.passed and kind not in _TAKES_BACK):
            return
        if kind in _OF_THE_VISIT:
            self._turn(kind, at, body)
        else:
            self._pass(kind, at, body)

    def _pass(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """Take a step of an engineer."""
        if kind == _ASSIGNED:
            self.given_at = self.given_at or at
        elif kind == _OFFERED:
            self.asked_at = self.asked_at or at
        elif kind in _PASSED:
            name = _PASSED[kind]
            self.passed[name] = datetime.fromisoformat(body[name]) if body.get(name) else at
        elif kind in _LOST:
            self.given_at = None
        elif body.get("on_site_at"):  # ended, at the site
            self.passed["on_site_at"] = datetime.fromisoformat(body["on_site_at"])
        else:  # nobody arrived: the return visit has the promise
            if body.get("reason") in REFUSED_ENTRY and "departed_at" in self.passed:
                self._turn_away(at, body)
            self._go_on_with_the_next()

    def _turn_away(self, at: datetime, body: Mapping[str, Any]) -> None:
        if self.gate is not None and self.gate.visit_id not in self.doubted:
            return
        ended_at = body.get("ended_at")
        at = datetime.fromisoformat(ended_at) if ended_at else at
        self.gate = _Gate(self.visit_id, at, self.given_at, self.asked_at, dict(self.passed))

    def _turn(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """Take what became of the visit as a whole: called off, settled by a person, planned anew."""
        if kind == _CALLED_OFF:
            self.called_off_at = at
        elif kind == _SETTLED:
            self._settle(arrived=body["decision"] == "arrived")
        else:
            if "on_site_at" in self.passed:
                self.set_aside, self.went_on = self.passed, True
            self.passed = {}

    def _go_on_with_the_next(self) -> None:
        self.visit_id = self.given_at = self.asked_at = self.called_off_at = None
        self.passed.clear()

    def _settle(self, *, arrived: bool) -> None:
        """Take who had come before the visit went to another for who passed it, or no longer."""
        here, aside = "on_site_at" in self.passed, "on_site_at" in self.set_aside
        if self.went_on and (here, aside) == (not arrived, arrived):
            self.passed, self.set_aside = self.set_aside, self.passed


def _events(uow: UnitOfWork, request_ids: Sequence[UUID]) -> Mapping[str, Sequence[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for begin in range(0, len(request_ids), _AT_ONCE):
        some = request_ids[begin : begin + _AT_ONCE]
        rows = uow.session.execute(
            select(Event.stream, Event.kind, Event.at, Event.actor, Event.visit_id, Event.body)
            .where(Event.stream.in_([f"request:{key}" for key in some]), Event.kind.in_(_KINDS))
            .order_by(Event.stream, Event.number)
        )
        for row in rows:
            found[row.stream].append(row)
    return found
