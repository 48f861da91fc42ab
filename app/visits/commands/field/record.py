"""The one entry for what phones send: kept whatever it says, applied at most once, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.arrivals.commands.arrival_verdicts import rejudge, rejudge_near, rejudge_slipped
from app.dispatching.commands.silence import heard
from app.kernel import UnitOfWork
from app.kernel.errors import Forbidden, NotFound
from app.kernel.phrases import Phrase
from app.phones.reads.phone_clock import slips
from app.phones.rules.envelope import UNMARKED, Envelope, Marks
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.registers.commands.locks import locked_engineer
from app.requests.commands.locks import locked_visit
from app.requests.rules.promise import ArrivalVerdict
from app.visits.commands.field import store
from app.visits.commands.field.context import EngineerMessage, VisitMessage
from app.visits.commands.field.counted import Call, offs, tick_of
from app.visits.commands.field.devices import known_skew_s
from app.visits.commands.field.handlers import ENGINEER_HANDLERS
from app.visits.commands.field.judge import answer_visits, judge, judge_visit, replay_held
from app.visits.commands.field.receipt import Receipt
from app.visits.commands.field.reopening import reopen
from app.visits.commands.field.templates import pin_templates
from app.visits.reads.phone import is_tied


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a phone.

    `body` is the message without its envelope, JSON-able, instants as aware datetimes or ISO 8601.  `flags`
    say what was mended when it was read; they stay whatever becomes of it.
    """

    kind: Kind
    visit_id: UUID | None
    event_id: UUID
    device_at: datetime
    offline: bool = False
    body: Mapping[str, Any] = field(default_factory=dict)
    marks: Marks = UNMARKED
    flags: tuple[str, ...] = ()


def record(uow: UnitOfWork, message: Message, sent_at: datetime | None = None) -> Receipt:
    """Take one message of the principal's phone, which was sent at `sent_at` by its clock, and judge it.

    The same event id with the same body gives the first receipt again.  A message that builds on one still
    to come is held and judged again after each message that is applied; one that the state no longer
    allows goes before the dispatcher.  The rules that can say no, say it to a phone that is online;
    what happened offline has happened, and is applied with flags.

    Raises:
        Forbidden: the principal is no engineer.
        NotFound: there is no such visit, or it was never this engineer's.
        Invalid: a field is not valid; nothing is kept, the phone mends it and sends it again.
        EventIdReused: the event id came with another body before.
    """
    engineer_id, learnt_s = _engineer_id(uow), None
    heard(uow, engineer_id)
    if message.offline and sent_at is None:
        learnt_s = known_skew_s(uow, engineer_id, message.marks.device_id)
    envelope = _envelope(message, sent_at, uow.now, learnt_s)
    call = Call(sent_at or message.device_at, envelope.skew_s, message.marks.device_id)
    sent = _dated(uow, engineer_id, call, [(message, envelope)])
    [receipt] = _take(uow, engineer_id, message.visit_id, sent)
    return receipt


def record_batch(uow: UnitOfWork, messages: Sequence[Message], call: Call) -> list[Receipt]:
    """Take messages about one visit (or about none) in their order; the receipts show how things ended.

    `call` brought them; how far the phone's clock is behind was measured when it came.  A message that waited
    for a later one of the batch is answered with what became of it.

    Raises:
        Forbidden, NotFound, Invalid, TooLarge, EventIdReused: of the first message that cannot be taken;
            the caller rolls all back and takes them one by one.
    """
    # What this clock shows now: the time that the rest of the batch took is no error of the phone's clock.
    sent_at = uow.now - timedelta(seconds=call.skew_s)
    engineer_id = _engineer_id(uow)
    read = [(message, _envelope(message, sent_at, uow.now)) for message in messages]
    return _take(uow, engineer_id, messages[0].visit_id, _dated(uow, engineer_id, call, read))


def _dated(
    uow: UnitOfWork, engineer_id: UUID, call: Call, read: Sequence[tuple[Message, Envelope]]
) -> list[store.Sent]:
    """Date messages by the phone's counter where its clock was set between them and their sending."""
    messages = [message for message, _ in read]
    ticks = [tick_of(m.marks.boot_id, m.marks.counter_ms, m.device_at) for m in messages]
    return [
        store.Sent(
            message.kind,
            envelope.counted(off),
            message.body,
            (*message.flags, "clock_corrected") if off else message.flags,
        )
        for (message, envelope), off in zip(read, offs(uow, engineer_id, call, ticks), strict=True)
    ]


def _envelope(
    message: Message,
    sent_at: datetime | None,
    now: datetime,
    skew_s: float | None = None,
) -> Envelope:
    return Envelope.read(
        message.event_id,
        message.device_at,
        sent_at,
        now,
        offline=message.offline,
        skew_s=skew_s,
        marks=message.marks,
    )


def rejudge_doubtful(uow: UnitOfWork) -> None:
    """Judge anew the principal's doubtful arrivals of the last hour, and those his phone now contradicts.

    Raises:
        Forbidden: the principal is no engineer.
    """
    engineer_id = _engineer_id(uow)
    rejudge_near(uow, engineer_id, ())
    rejudge_slipped(uow, engineer_id)


def _engineer_id(uow: UnitOfWork) -> UUID:
    if uow.principal.engineer_id is None:
        raise Forbidden(Phrase("Only an engineer's phone sends these."))
    return uow.principal.engineer_id


def _take(
    uow: UnitOfWork, engineer_id: UUID, visit_id: UUID | None, batch: Sequence[store.Sent]
) -> list[Receipt]:
    if visit_id is not None and not is_tied(uow, visit_id, engineer_id):
        raise NotFound("Visit", visit_id)
    if len(batch) == 1:
        claimed = [store.claim(uow, engineer_id, visit_id, batch[0])]
    else:
        claimed = store.claim_all(uow, engineer_id, visit_id, batch)
    fresh = [event for event, is_new in claimed if is_new]
    if fresh and visit_id is None:
        _of_engineer(uow, engineer_id, fresh)
    elif fresh and visit_id is not None:
        _of_visit(uow, visit_id, fresh)
    return [Receipt.of(event, replayed=not is_new) for event, is_new in claimed]


def _of_engineer(uow: UnitOfWork, engineer_id: UUID, events: Sequence[PhoneEvent]) -> None:
    engineer = locked_engineer(uow, engineer_id)
    for event in events:
        message = EngineerMessage(uow, event, event.offline, engineer=engineer)
        judge(message, partial(ENGINEER_HANDLERS[Kind(event.kind)], message), f"engineer:{engineer.id}")
    if slips(uow, events):
        rejudge_slipped(uow, engineer_id)


def _of_visit(uow: UnitOfWork, visit_id: UUID, events: Sequence[PhoneEvent]) -> None:
    """Judge new messages in their order, and after each that counts those that waited for it."""
    visit, request = locked_visit(uow, visit_id)
    pin_templates(uow, visit, request)
    waiting, ended_at = bool(store.held(uow, visit_id)), visit.completed_at
    for event in events:
        message = VisitMessage(uow, event, event.offline, visit=visit, request=request)
        judge_visit(message)
        if event.status == Status.APPLIED:
            waiting = reopen(message) or waiting
        if event.status == Status.APPLIED and waiting:
            replay_held(uow, visit, request)
        waiting = waiting or event.status == Status.HELD
    doubted = visit.arrival_verdict == ArrivalVerdict.DOUBTFUL
    if visit.completed_at != ended_at or doubted or (visit.on_site_at and slips(uow, events)):
        rejudge(uow, visit, request)  # a visit's end, a number that was missing or used is evidence too
    answer_visits(uow, events, visit)
