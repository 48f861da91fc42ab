"""Following the ledger: the live stream, and the long poll for those who get none."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from app.shell import streams
from app.web.api import EVENT_STREAM, Blueprint, QuerySchema, Schema

MAX_WAIT_S = 55
MAX_EVENTS = 200
MAX_CURSOR = 40

blp = Blueprint("events", __name__, url_prefix="/api/v1", description="What happens, as it happens")


class StreamFilter(QuerySchema):
    """Where to begin, and what to follow."""

    last_event_id = fields.String(
        validate=validate.Length(1, MAX_CURSOR),
        metadata={"description": "Begin behind this event, where the header Last-Event-ID cannot be set"},
    )
    request_id = fields.UUID(metadata={"description": "Follow this request alone"})
    named = fields.Boolean(
        load_default=True,
        metadata={"description": "Whether the kind is also the message's `event`; it is in the data anyway"},
    )


class PollFilter(QuerySchema):
    """Where to begin, how long to wait, how many at most."""

    after = fields.String(
        validate=validate.Length(1, MAX_CURSOR),
        metadata={"description": "The cursor of the last answer; without it, only the present one is told"},
    )
    wait_s = fields.Float(load_default=0.0, validate=validate.Range(0, MAX_WAIT_S))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MAX_EVENTS))
    request_id = fields.UUID(metadata={"description": "Follow this request alone"})


class EventShown(Schema):
    """One event, as far as the caller may see it."""

    id = fields.String()
    kind = fields.String()
    at = fields.String(metadata={"format": "date-time"})
    stream = fields.String()
    visit_id = fields.UUID(allow_none=True)
    request_id = fields.UUID(allow_none=True)
    data = fields.Dict(keys=fields.String())


class EventsShown(Schema):
    """Events, and where to go on.

    `more` says that there may be more at once; `reset` that the cursor given was not of this database,
    so that the state has to be read anew.
    """

    events = fields.List(fields.Nested(EventShown))
    cursor = fields.String()
    more = fields.Boolean()
    reset = fields.Boolean()


@blp.get("/events/stream")
@blp.arguments(StreamFilter, location="query")
@blp.response(200, EVENT_STREAM, content_type=streams.MIMETYPE)
@blp.doc(operationId="streamEvents")
def follow(wish: dict[str, Any]) -> Response:
    """Follow what happens as Server-Sent Events, from Last-Event-ID on."""
    return streams.opened(wish.get("last_event_id"), wish.get("request_id"), named=wish["named"])


@blp.get("/events")
@blp.arguments(PollFilter, location="query")
@blp.response(200, EventsShown)
@blp.doc(operationId="pollEvents")
def poll(wish: dict[str, Any]) -> dict[str, Any]:
    """Read what happened behind a cursor; with `wait_s` wait until something does."""
    return streams.polled(wish.get("after"), wish["wait_s"], wish["limit"], wish.get("request_id"))
