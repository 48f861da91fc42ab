"""From a parsed body to the service, and from its receipt to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g

from app.visits.commands.field import Kind, Marks, Message, record
from app.web.context import transaction
from app.web.wording import say_each
from mobile_api.bodies import ENVELOPE, MARKS
from mobile_api.intake import READINGS_DROPPED, TEXT_CLEANED
from mobile_api.readings import DROPPED


def take(kind: Kind, visit_id: UUID | None, message: dict[str, Any]) -> dict[str, Any]:
    """Record one message and return its answer.

    The refusal is raised after the commit, because the message is kept with it.

    Raises:
        Conflict, Invalid, NotFound: see `app.visits.commands.field.record`.
    """
    told = {name: message[name] for name in ("event_id", "device_at", "offline") if name in message}
    marks = Marks(**{name: message[name] for name in MARKS if name in message})
    body = {name: value for name, value in message.items() if name not in ENVELOPE}
    dropped = body.pop(DROPPED, {})
    flags = flags_of(was_cleaned=g.get("text_cleaned", False), dropped=dropped)
    with transaction() as uow:
        one = Message(kind, visit_id, **told, body=body, marks=marks, flags=flags)
        receipt = record(uow, one, message.get("sent_at"))
    answer = receipt.unwrap()
    return {**answer, "errors": say_each(dropped)} if dropped else answer


def flags_of(*, was_cleaned: bool, dropped: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the flags that a message brings from its reading."""
    found = (TEXT_CLEANED if was_cleaned else "", READINGS_DROPPED if dropped else "")
    return tuple(filter(None, found))
