"""What hangs on a request: attachments, and other requests that it has to do with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask.views import MethodView
from marshmallow import fields

from app.files.commands.pictures import MIME
from app.requests.commands import attaching, relating
from app.requests.reads import attachments as papers
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import RequestAttachment, ServiceRequest
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import principal, transaction
from app.web.fields import text, text_for
from app.web.idempotency import answer
from app.web.policy import OFFICE, PARTNER
from app.web.shapes import word

blp = Blueprint(
    "request_papers",
    __name__,
    url_prefix="/api/v1/service-requests/<uuid:request_id>",
    description="Attachments of requests, and requests that have to do with one another",
)

_FILE = {"schema": {"type": "string", "format": "binary"}}
_TYPES = dict.fromkeys((attaching.PDF, *MIME.values()), _FILE)
"""What may be attached, and is sent with the type that it has."""


class AttachmentShown(Schema):
    """A picture or PDF that the office added."""

    id = fields.UUID()
    name = fields.String()
    mime = fields.String()
    size = fields.Integer(metadata={"description": "Bytes"})
    for_customer = fields.Boolean(metadata={"description": "The customer sees it too"})
    added_by = fields.String()
    added_at = fields.AwareDateTime()


class AttachmentNamed(QuerySchema):
    """What the file is called, and who may see it."""

    name = text_for(RequestAttachment.name, load_default="")
    for_customer = fields.Boolean(load_default=False)


class RelatedRequest(Schema):
    """Another request that this one has to do with."""

    id = fields.UUID()
    code = fields.String()
    state = word(RequestState)
    fault_code = fields.String()
    requested_at = fields.AwareDateTime()


class Relating(Schema):
    """Which request it has to do with."""

    code = text(20, shortest=1, required=True, metadata={"description": "The other request's code"})


def _all_seen() -> bool:
    return principal().role in OFFICE | PARTNER


@blp.route("/attachments")
class Attachments(MethodView):
    """Attachments."""

    @blp.response(200, AttachmentShown(many=True))
    @blp.doc(operationId="listServiceRequestAttachments")
    def get(self, request_id: UUID) -> Any:
        """List them, the oldest first; a customer is shown those meant for him."""
        with transaction(write=False) as uow:
            return list(papers.attachments(uow, request_id, office=_all_seen()))

    @blp.arguments(AttachmentNamed, location="query")
    @blp.doc(requestBody={"required": True, "content": _TYPES}, operationId="attachToServiceRequest")
    @blp.response(201, AttachmentShown)
    def post(self, named: dict[str, Any], request_id: UUID) -> Response:
        """Add a picture or a PDF of up to 10 MB; the same bytes again are the same attachment."""
        data = request.get_data(cache=True)
        with transaction() as uow:
            for_customer = named["for_customer"]
            row = attaching.attach(uow, request_id, named["name"], data, for_customer=for_customer)
            return answer(uow, row, AttachmentShown(), 201)


@blp.route("/attachments/<uuid:attachment_id>")
class OneAttachment(MethodView):
    """One attachment."""

    @blp.response(200, content_type=attaching.PDF, **_FILE)
    @blp.doc(operationId="getServiceRequestAttachment", responses={200: {"content": _TYPES}})
    def get(self, request_id: UUID, attachment_id: UUID) -> Response:
        """Read its bytes."""
        with transaction(write=False) as uow:
            row, data = papers.attachment_bytes(uow, request_id, attachment_id, office=_all_seen())
        sent = Response(data, mimetype=row.mime)
        sent.headers.set("Content-Disposition", "attachment", filename=row.name)
        sent.headers["Cache-Control"] = "private, no-store"
        return sent

    @blp.response(204)
    @blp.doc(operationId="withdrawServiceRequestAttachment")
    def delete(self, request_id: UUID, attachment_id: UUID) -> None:
        """Withdraw it: nobody is shown it any more, the history says that it was there."""
        with transaction() as uow:
            attaching.withdraw(uow, request_id, attachment_id)


@blp.route("/related")
class Related(MethodView):
    """Related requests."""

    @blp.response(200, RelatedRequest(many=True))
    @blp.doc(operationId="listRelatedServiceRequests")
    def get(self, request_id: UUID) -> list[ServiceRequest]:
        """List the other requests that this one has to do with, the newest first."""
        with transaction(write=False) as uow:
            return list(papers.related(uow, request_id))

    @blp.arguments(Relating)
    @blp.response(200, RelatedRequest)
    @blp.doc(operationId="relateServiceRequest")
    def post(self, body: dict[str, str], request_id: UUID) -> Response:
        """Link another request, on both; a second time changes nothing."""
        with transaction() as uow:
            return answer(uow, relating.relate(uow, request_id, body["code"]), RelatedRequest())


@blp.route("/related/<uuid:other_id>")
class OneRelated(MethodView):
    """One link."""

    @blp.response(204)
    @blp.doc(operationId="unrelateServiceRequest")
    def delete(self, request_id: UUID, other_id: UUID) -> None:
        """Take the link back, on both; where there is none, nothing changes."""
        with transaction() as uow:
            relating.unrelate(uow, request_id, other_id)
