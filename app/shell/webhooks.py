"""The `webhooks` section of the OpenAPI document: what a subscription's receiver is sent, kind by kind."""

from __future__ import annotations

from typing import Any

from app.kernel.event_schemas import body_schema
from app.kernel.events import EVENTS, DomainEvent
from app.outbox.reads.audience import NEVER

_ID = {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}
_AT = {"type": "string", "format": "date-time"}
_MESSAGE = {
    "id": {"type": "string", "description": "Its place in the feed; opaque"},
    "at": _AT,
    "stream": {"type": "string", "description": "What it is about, such as `request:<id>`"},
    "visit_id": _ID,
    "request_id": _ID,
}


def section() -> dict[str, Any]:
    """Return what is sent of each kind, in order of name."""
    return {kind: {"post": _operation(event)} for kind, event in sorted(EVENTS.all().items())}


def schemas() -> dict[str, Any]:
    """Return the components that `section` refers to: the data of each kind."""
    return {_name(event): body_schema(event, NEVER) for event in EVENTS.all().values()}


def _name(event: type[DomainEvent]) -> str:
    return f"{event.__name__}Event"


def _operation(event: type[DomainEvent]) -> dict[str, Any]:
    return {
        "operationId": f"on{event.__name__}",
        "summary": " ".join((event.__doc__ or "").split()),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _envelope(event)}},
        },
        "responses": {"2XX": {"description": "It was taken; anything else is tried again"}},
    }


def _envelope(event: type[DomainEvent]) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{_name(event)}"}
    message = {"kind": {"const": event.kind}, **_MESSAGE, "data": data}
    sent = {"type": {"const": event.kind}, "timestamp": _AT, "data": _object(message)}
    return _object(sent)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
