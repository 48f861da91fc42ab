"""A batch of messages, each with an answer of its own.

The messages about one visit go into one transaction, in their order; visits do not wait for one another.
If one message cannot be taken, its transaction is rolled back and its messages are taken again, each in
a transaction of its own, so that the others lose nothing by it and nothing is half written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from marshmallow import ValidationError

from app.errors import EventIdReused, Invalid, NotFound, OneHourError, Phrase, TryAgain, VersionConflict
from app.runtime import unit_of_work
from app.services.field import Kind, Marks, Message, Receipt, record_batch, rejudge_doubtful
from app.web.context import principal, runtime
from app.web.problems import answer, flatten
from app.web.wording import say_each
from mobile_api.bodies import ENVELOPE, MARKS
from mobile_api.intake import cleaned, event_faults
from mobile_api.messages import flags_of
from mobile_api.readings import DROPPED
from mobile_api.sync_bodies import SyncEvent, body_schema

TRIES = 3
"""How often a message that clashed with another transaction is tried before the phone is told to wait."""

log = structlog.get_logger(__name__)

_Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Item:
    index: int
    message: Message
    dropped: Mapping[str, Any]


def take_all(events: Sequence[object], skew_s: float, device_id: str) -> list[_Result]:
    """Record a batch and return one result for each message, in the order of the batch.

    `skew_s` is how far the clock of the phone, which `device_id` names, is behind.
    """
    results: dict[int, _Result] = {}
    # Where the engineer was supports what he says of his visits, so it is taken first.
    groups: dict[UUID | Kind | None, list[_Item]] = {Kind.POSITIONS: []}
    for index, event in enumerate(events):
        try:
            message, dropped = _read(event, device_id)
        except ValidationError as bad:
            results[index] = _unread(index, event, bad)
        else:
            about = message.kind if message.kind is Kind.POSITIONS else message.visit_id
            groups.setdefault(about, []).append(_Item(index, message, dropped))
    for group in filter(None, groups.values()):
        results.update((result["index"], result) for result in _take_group(group, skew_s))
    if len([group for group in groups.values() if group]) > 1:
        _look_again()
    return [results[index] for index in range(len(events))]


def _look_again() -> None:
    """Have doubtful arrivals judged once everything is there: a missing number may have come since."""
    try:
        with unit_of_work(runtime(), principal()) as uow:
            rejudge_doubtful(uow)
    except Exception as why:
        # The messages are kept; the next one has the arrivals judged again.
        log.exception("arrivals were not judged again", error=type(why).__name__)


def _read(event: object, device_id: str) -> tuple[Message, Mapping[str, Any]]:
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


def _take_group(group: Sequence[_Item], skew_s: float) -> list[_Result]:
    try:
        receipts = _record([item.message for item in group], skew_s)
    except Exception as why:
        if not isinstance(why, OneHourError):
            log.exception("batch failed", error=type(why).__name__)
        return [_take_one(item, skew_s) for item in group]
    return [_taken(item, receipt) for item, receipt in zip(group, receipts, strict=True)]


def _take_one(item: _Item, skew_s: float) -> _Result:
    for _ in range(TRIES):
        try:
            [receipt] = _record([item.message], skew_s)
        except (TryAgain, VersionConflict) as clash:
            log.info("message clashed", event_id=str(item.message.event_id), error=type(clash).__name__)
        except OneHourError as no:
            return _refused(item, no)
        except Exception:
            # A fault of ours must not keep the rest of the batch from coming in, nor lose this one.
            log.exception("message failed", event_id=str(item.message.event_id))
            break
        else:
            return _taken(item, receipt)
    return {"index": item.index, "event_id": str(item.message.event_id), "status": "retry"}


def _record(messages: Sequence[Message], skew_s: float) -> list[Receipt]:
    # Messages carry their own ids: an Idempotency-Key has no part in this.
    with unit_of_work(runtime(), principal()) as uow:
        return record_batch(uow, messages, skew_s)


def _taken(item: _Item, receipt: Receipt) -> _Result:
    result: _Result = {
        "index": item.index,
        "event_id": receipt.event_id,
        "status": str(receipt.status),
        "replayed": receipt.replayed,
        "flags": list(receipt.flags),
    }
    if item.dropped:
        result["errors"] = say_each(item.dropped)
    if receipt.visit is not None:
        result["visit"] = dict(receipt.visit)
    if receipt.problem is not None:
        try:
            receipt.unwrap()
        except OneHourError as no:
            result["problem"] = _problem(no)
    return result


def _refused(item: _Item, no: OneHourError) -> _Result:
    match no:
        case EventIdReused():
            status = "conflict"
        case NotFound():
            status = "not_found"
        case _:
            status = "invalid"
    result: _Result = {
        "index": item.index,
        "event_id": str(item.message.event_id),
        "status": status,
        "problem": _problem(no),
    }
    if isinstance(no, Invalid):
        result["errors"] = {
            path if path in ENVELOPE else f"body.{path}": texts for path, texts in say_each(no.errors).items()
        }
    return result


def _unread(index: int, event: object, bad: ValidationError) -> _Result:
    event_id = event.get("event_id") if isinstance(event, dict) else None
    return {
        "index": index,
        "event_id": event_id if isinstance(event_id, str) else None,
        "status": "invalid",
        "errors": say_each(flatten(bad.messages)),
    }


def _problem(error: OneHourError) -> Any:
    return answer(error).get_json()
