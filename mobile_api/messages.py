"""From a parsed body to the service, and from its receipt to the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.services.field import Kind, record
from app.web.context import transaction
from mobile_api.bodies import ENVELOPE


def take(kind: Kind, visit_id: UUID | None, message: dict[str, Any]) -> dict[str, Any]:
    """Record one message and return its answer.

    The refusal is raised after the commit, because the message is kept with it.

    Raises:
        Conflict, Invalid, NotFound: see `app.services.field.record`.
    """
    envelope = {name: message[name] for name in ENVELOPE if name in message}
    body = {name: value for name, value in message.items() if name not in ENVELOPE}
    with transaction() as uow:
        receipt = record(uow, kind, visit_id, **envelope, body=body)
    return receipt.unwrap()
