"""A batch of messages, each with an answer of its own.

The messages about one visit go into one transaction, in their order; visits do not wait for one another.
If one message cannot be taken, its transaction is rolled back and its messages are taken again, each in
a transaction of its own, so that the others lose nothing by it and nothing is half written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from marshmallow import EXCLUDE, ValidationError

from app.kernel import unit_of_work
from app.kernel.errors import OneHourError, TryAgain, VersionConflict
from app.kernel.phrases import Phrase
from app.visits.commands.field import (
    Call,
    Kind,
    Marks,
    Message,
    Receipt,
    last_of,
    note_unkept,
    record_batch,
    rejudge_doubtful,
    tick_of,
)
from app.web.context import principal, runtime
from mobile_api.batch_results import NOT_KEPT, Item, Result, refused, taken, unread
from mobile_api.bodies import MARKS
from mobile_api.intake import cleaned, event_faults
from mobile_api.messages import flags_of
from mobile_api.readings import DROPPED
from mobile_api.sync_bodies import Numbered, SyncEvent, body_schema

TRIES = 3
"""How often a message that clashed with another transaction is tried before the phone is told to wait."""

log = structlog.get_logger(__name__)


def take_all(events: Sequence[object], call: Call) -> list[Result]:
    """Record a batch and return one result for each message, in the order of the batch.

    `call` says how far the clock of the phone is behind.
    """
    results: dict[int, Result] = {}
    # Where the engineer was supports what he says of his visits, so it is taken first.
    groups: dict[UUID | Kind | None, list[Item]] = {Kind.POSITIONS: []}
    for index, event in enumerate(events):
        try:
            message, dropped = _read(event, call.device_id)
        except ValidationError as bad:
            results[index] = unread(index, event, bad)
        else:
            about = message.kind if message.kind is Kind.POSITIONS else message.visit_id
            groups.setdefault(about, []).append(Item(index, message, dropped))
    call = _anchored(call, [item.message for group in groups.values() for item in group])
    for group in filter(None, groups.values()):
        results.update((result["index"], result) for result in _take_group(group, call))
    closes_gaps = _remember_unkept(events, results, call)
    if closes_gaps or len([group for group in groups.values() if group]) > 1:
        _look_again()
    return [results[index] for index in range(len(events))]


def _remember_unkept(events: Sequence[object], results: Mapping[int, Result], call: Call) -> bool:
    """Note the numbers of what was answered and is not kept, and tell whether there are any.

    Should that fail, there is a gap as before.
    """
    lost = [events[index] for index, one in results.items() if one["status"] in NOT_KEPT]
    marks = [found for one in lost if (found := _marks_of(one, call)) is not None]
    try:
        if marks:
            with unit_of_work(runtime(), principal()) as uow:
                note_unkept(uow, call, marks)
    except Exception as why:
        log.exception("numbers were not noted", error=type(why).__name__)
    return bool(marks)


def _marks_of(event: object, call: Call) -> tuple[Marks, datetime] | None:
    try:
        told = Numbered(unknown=EXCLUDE).load(cleaned(event)[0] if isinstance(event, dict) else {})
    except ValidationError:
        return None
    if told.get("sequence") is None:
        return None
    marks = {name: told.get(name) for name in MARKS}
    return Marks(**marks | {"device_id": call.device_id}), told["device_at"]


def _anchored(call: Call, messages: Sequence[Message]) -> Call:
    ticks = [tick_of(one.marks.boot_id, one.marks.counter_ms, one.device_at) for one in messages]
    return replace(call, newest=last_of(ticks))


def _look_again() -> None:
    """Have doubtful arrivals judged once everything is there: a missing number may have come since."""
    try:
        with unit_of_work(runtime(), principal()) as uow:
            rejudge_doubtful(uow)
    except Exception as why:
        # The messages are kept; the next one has the arrivals judged again.
        log.exception("arrivals were not judged again", error=type(why).__name__)


def _read(event: object, device_id: str | None) -> tuple[Message, Mapping[str, Any]]:
    """Check a message's shape; beside it what of its readings was dropped, and why.

    Raises:
        ValidationError: some field is missing, unknown or of the wrong kind.
    """
    if not isinstance(event, dict):
        raise ValidationError(Phrase("must be an object"))
    sent, was_cleaned = cleaned(event)
    if faults := event_faults(sent):
        raise ValidationError({path or "_schema": [text] for path, text in faults.items()})
    loaded = SyncEvent().load(sent)
    kind = Kind(loaded["kind"])
    try:
        body = dict(body_schema(kind).load(loaded["body"]))
    except ValidationError as bad:
        raise ValidationError({"body": bad.messages}) from bad
    told = {name: loaded[name] for name in ("visit_id", "event_id", "device_at", "offline")}
    marks = {name: loaded.get(name) for name in MARKS}
    dropped = body.pop(DROPPED, {})
    one = Message(
        kind,
        **told,
        body=body,
        marks=Marks(**marks | {"device_id": device_id or None}),
        flags=flags_of(was_cleaned=was_cleaned, dropped=dropped),
    )
    return one, {f"body.{path}": texts for path, texts in dropped.items()}


def _take_group(group: Sequence[Item], call: Call) -> list[Result]:
    try:
        receipts = _record([item.message for item in group], call)
    except Exception as why:
        if not isinstance(why, OneHourError):
            log.exception("batch failed", error=type(why).__name__)
        return [_take_one(item, call) for item in group]
    return [taken(item, receipt) for item, receipt in zip(group, receipts, strict=True)]


def _take_one(item: Item, call: Call) -> Result:
    for _ in range(TRIES):
        try:
            [receipt] = _record([item.message], call)
        except (TryAgain, VersionConflict) as clash:
            log.info("message clashed", event_id=str(item.message.event_id), error=type(clash).__name__)
        except OneHourError as no:
            return refused(item, no)
        except Exception:
            # A fault of ours must not keep the rest of the batch from coming in, nor lose this one.
            log.exception("message failed", event_id=str(item.message.event_id))
            break
        else:
            return taken(item, receipt)
    return {"index": item.index, "event_id": str(item.message.event_id), "status": "retry"}


def _record(messages: Sequence[Message], call: Call) -> list[Receipt]:
    # Messages carry their own ids: an Idempotency-Key has no part in this.
    with unit_of_work(runtime(), principal()) as uow:
        return record_batch(uow, messages, call)
