"""The live stream behind a tracking link."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from app.shell import streams
from app.web.api import EVENT_STREAM, Blueprint, QuerySchema
from app.web.limits import tracking_limit

blp = Blueprint(
    "portal_stream",
    __name__,
    url_prefix="/portal/v1/tracking/<token>",
    description="A customer's tracking link",
)


class TrackingStreamFilter(QuerySchema):
    """Where to begin."""

    last_event_id = fields.String(validate=validate.Length(1, 40))
    named = fields.Boolean(
        load_default=True,
        metadata={"description": "Whether the kind is also the message's `event`; it is in the data anyway"},
    )


@blp.get("/stream")
@tracking_limit
@blp.arguments(TrackingStreamFilter, location="query")
@blp.response(200, EVENT_STREAM, content_type=streams.MIMETYPE)
@blp.doc(operationId="streamTrackedRequest")
def watch(wish: dict[str, Any], token: str) -> Response:
    """Follow the request as Server-Sent Events, from Last-Event-ID on."""
    del token
    return streams.opened(wish.get("last_event_id"), named=wish["named"])
