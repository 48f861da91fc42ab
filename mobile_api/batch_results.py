"""What each message of a batch is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from app.kernel.errors import Invalid, NotFound, OneHourError
from app.visits.commands.field import Message, Receipt
from app.visits.errors import EventIdReused
from app.web.problems import answer, flatten
from app.web.wording import say_each
from mobile_api.bodies import ENVELOPE

NOT_KEPT = frozenset({"invalid", "not_found", "conflict"})
"""Statuses of messages that the phone drops: only their numbers are remembered."""

UNKEPT = (*sorted(NOT_KEPT), "retry")
"""Statuses of messages of which nothing is kept; one to retry comes again."""

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A message of a batch that could be read, with what of its readings was dropped."""

    index: int
    message: Message
    dropped: Mapping[str, Any]


def taken(item: Item, receipt: Receipt) -> Result:
    """Return the result of a message that is kept."""
    result: Result = {
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


def refused(item: Item, no: OneHourError) -> Result:
    """Return the result of a message that is not kept, and why."""
    match no:
        case EventIdReused():
            status = "conflict"
        case NotFound():
            status = "not_found"
        case _:
            status = "invalid"
    result: Result = {
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


def unread(index: int, event: object, bad: ValidationError) -> Result:
    """Return the result of what could not be read as a message."""
    event_id = event.get("event_id") if isinstance(event, dict) else None
    return {
        "index": index,
        "event_id": event_id if isinstance(event_id, str) else None,
        "status": "invalid",
        "errors": say_each(flatten(bad.messages)),
    }


def _problem(error: OneHourError) -> Any:
    return answer(error).get_json()
