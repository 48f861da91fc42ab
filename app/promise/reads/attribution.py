"""Which stage of the minute budget broke a promise: derived from the ledger, not from columns that change.

A request's events are folded into milestones, and `app.requests.rules.promise` names the stage.  A
correction is an event like the others: it changes what is derived, and leaves standing what was recorded.
Whether the promise is broken at all, and when somebody arrived, `app.requests.reads.outcomes` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from app.arrivals.reads.gates import REFUSED_ENTRY, doubted_gates
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.promise.reads.promise_story import ENDED, KINDS, PromiseStory
from app.promise.rules.attribution import CORRECTABLE, Attribution
from app.requests.reads.outcomes import facts_of
from app.requests.rules.promise import Milestones, Stage

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
    if event.kind != ENDED or event.visit_id is None:
        return False
    body = data_of(event)
    return not body.get("on_site_at") and body.get("reason") in REFUSED_ENTRY


def fold(request: Promised, events: Iterable[Any], doubted: Collection[UUID] = ()) -> Attribution:
    """Fold a request's events, oldest first: `kind`, `at`, `actor`, `visit_id`, `body`, `personal`.

    The budget's minutes count from where the promise's hour begins, which is the request or the opening.
    A visit may be given to an engineer long before it is the next one.  Assignment ends when somebody was
    first asked; a visit that nobody was asked for counts as assigned only once it was accepted, so that
    waiting in a queue is not blamed on the engineer's answer.  What was taken back has not passed.  While
    nobody has the visit, also after somebody was asked, it waits for an assignment.

    Where nobody opened the gate the story ends there: what comes after, the return visit included, is the
    customer's access.  Of a visit among the `doubted` nobody is known to have stood there: its own stages
    are told, and the drive goes on.
    """
    story = PromiseStory(doubted)
    for event in events:
        story.tell(event.kind, event.at, event.actor, event.visit_id, data_of(event))
    # Of a promise for a later hour (the next opening, an appointment) the wait before it is nobody's.
    begins_at = max(request.requested_at, request.due_at - timedelta(seconds=request.promise_s))
    gate = story.gate if story.gate is not None and story.gate.at >= begins_at else None
    told = gate or story
    accepted_at = told.passed.get("accepted_at")
    recorded = Milestones(
        requested_at=begins_at,
        received_at=max(request.received_at, begins_at),
        assigned_at=told.asked_at or (accepted_at and (told.given_at or accepted_at)),
        nobodys_s=int(told.nobodys.total_seconds()),
        nobodys_since=story.nobodys_since if gate is None else None,
        turned_away_at=gate.at if gate is not None and gate.visit_id not in doubted else None,
        **told.passed,
    )
    set_right: dict[str, Any] = {
        name: datetime.fromisoformat(value)
        for name, value in story.changes.items()
        if name in CORRECTABLE and name != "on_site_at" and value is not None
    }
    if set_right.keys() & {"assigned_at", "accepted_at"}:  # a person said where the one stage ends
        set_right |= {"nobodys_s": 0, "nobodys_since": None}
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


def _events(uow: UnitOfWork, request_ids: Sequence[UUID]) -> Mapping[str, Sequence[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for begin in range(0, len(request_ids), _AT_ONCE):
        some = request_ids[begin : begin + _AT_ONCE]
        rows = uow.session.execute(
            select(
                *(Event.stream, Event.kind, Event.at, Event.actor),
                *(Event.visit_id, Event.body, Event.personal),
            )
            .where(Event.stream.in_([f"request:{key}" for key in some]), Event.kind.in_(KINDS))
            .order_by(Event.stream, Event.number)
        )
        for row in rows:
            found[row.stream].append(row)
    return found
