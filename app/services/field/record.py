"""The one entry for what phones send: kept whatever it says, applied at most once, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.errors import Forbidden, NotFound
from app.models import PhoneEvent
from app.queries.phone import is_tied
from app.runtime import UnitOfWork
from app.services.field import store
from app.services.field.context import EngineerMessage, VisitMessage
from app.services.field.devices import known_skew_s
from app.services.field.envelope import Envelope
from app.services.field.handlers import ENGINEER_HANDLERS
from app.services.field.judge import answer_visit, judge, judge_visit, replay_held
from app.services.field.kinds import Kind, Status
from app.services.field.receipt import Receipt
from app.services.field.templates import pin_templates


def record(
    uow: UnitOfWork,
    kind: Kind,
    visit_id: UUID | None,
    *,
    event_id: UUID,
    device_at: datetime,
    sent_at: datetime | None = None,
    offline: bool = False,
    body: Mapping[str, Any],
) -> Receipt:
    """Take one message of the principal's phone and say what became of it.

    `body` is the message without its envelope, JSON-able, instants as aware datetimes or ISO 8601.
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
    engineer_id = uow.principal.engineer_id
    if engineer_id is None:
        raise Forbidden("Only an engineer's phone sends these.")
    learnt_s = known_skew_s(uow, engineer_id) if offline and sent_at is None else None
    envelope = Envelope.read(event_id, device_at, sent_at, uow.now, offline=offline, skew_s=learnt_s)
    if visit_id is not None and not is_tied(uow, visit_id, engineer_id):
        raise NotFound("Visit", visit_id)
    event, is_new = store.claim(uow, engineer_id, visit_id, kind, envelope, body)
    if not is_new:
        return Receipt.of(event, replayed=True)
    if visit_id is None:
        _of_engineer(uow, event)
    else:
        _of_visit(uow, event, visit_id)
    return Receipt.of(event)


def _of_engineer(uow: UnitOfWork, event: PhoneEvent) -> None:
    engineer = store.locked_engineer(uow, event.engineer_id)
    message = EngineerMessage(uow, event, event.offline, engineer=engineer)
    judge(message, partial(ENGINEER_HANDLERS[Kind(event.kind)], message), f"engineer:{engineer.id}")


def _of_visit(uow: UnitOfWork, event: PhoneEvent, visit_id: UUID) -> None:
    visit, request = store.locked_visit(uow, visit_id)
    pin_templates(uow, visit, request)
    judge_visit(VisitMessage(uow, event, event.offline, visit=visit, request=request))
    if event.status == Status.APPLIED:
        replay_held(uow, visit, request)
    answer_visit(uow, event, visit)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a batch, as `record` takes it."""

    kind: Kind
    visit_id: UUID | None
    event_id: UUID
    device_at: datetime
    offline: bool
    body: Mapping[str, Any]


def record_batch(uow: UnitOfWork, messages: Sequence[Message], skew_s: float) -> list[Receipt]:
    """Take messages about one visit (or about none) in their order; the receipts show how things ended.

    `skew_s` is how far the phone's clock is behind, measured when the whole batch came.  A message that
    waited for a later one of the batch is answered with what became of it.

    Raises:
        Forbidden, NotFound, Invalid, TooLarge, EventIdReused: of the first message that cannot be taken;
            the caller rolls all back and takes them one by one.
    """
    # What this clock shows now: the time that the rest of the batch took is no error of the phone's clock.
    sent_at = uow.now - timedelta(seconds=skew_s)
    receipts = [
        record(
            uow,
            message.kind,
            message.visit_id,
            event_id=message.event_id,
            device_at=message.device_at,
            sent_at=sent_at,
            offline=message.offline,
            body=message.body,
        )
        for message in messages
    ]
    if len(receipts) == 1:
        return receipts
    ends = {str(event.event_id): event for event in store.by_event_ids(uow, [m.event_id for m in messages])}
    return [Receipt.of(ends[one.event_id], replayed=one.replayed) for one in receipts]
