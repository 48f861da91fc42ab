"""From a parsed body to the service, and from its receipt to the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.services.field import Kind, Marks, Message, record
from app.web.context import transaction
from mobile_api.bodies import ENVELOPE, MARKS


def take(kind: Kind, visit_id: UUID | None, message: dict[str, Any]) -> dict[str, Any]:
    """Record one message and return its answer.

    The refusal is raised after the commit, because the message is kept with it.

    Raises:
        Conflict, Invalid, NotFound: see `app.services.field.record`.
    """
    told = {name: message[name] for name in ("event_id", "device_at", "offline") if name in message}
    marks = Marks(**{name: message[name] for name in MARKS if name in message})
    body = {name: value for name, value in message.items() if name not in ENVELOPE}
    with transaction() as uow:
        one = Message(kind, visit_id, **told, body=body, marks=marks)
        receipt = record(uow, one, message.get("sent_at"))
    return receipt.unwrap()
