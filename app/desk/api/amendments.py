"""Setting right what stands on a request, and notes of the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.desk.api.requests_read import RequestShown
from app.requests.api.bodies import MAX_NOTE, version
from app.requests.commands import amend
from app.requests.tables import ServiceRequest
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.fields import text, text_for
from app.web.idempotency import answer

blp = Blueprint("amendments", __name__, url_prefix="/api/v1", description="Amending requests; notes")


class Amendment(Schema):
    """What is to stand on the request; what is left out stays."""

    contact_name = text_for(ServiceRequest.contact_name)
    contact_phone = text(1000)
    description = text_for(ServiceRequest.description)
    fault_code = text_for(ServiceRequest.fault_code)
    asset_id = fields.UUID(allow_none=True)
    external_reference = text_for(ServiceRequest.external_reference)
    customer_wish = text_for(ServiceRequest.customer_wish)
    version = version()


class Note(Schema):
    """What the office writes down."""

    note = text(MAX_NOTE, shortest=1, required=True)


@blp.route("/service-requests/<uuid:request_id>/amend")
class Amend(MethodView):
    """Setting right."""

    @blp.arguments(Amendment)
    @blp.response(200, RequestShown)
    @blp.doc(operationId="amendServiceRequest")
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Amend contact, fault, description, machine, reference or wish; the promise stays as given."""
        read_at = body.pop("version")
        with transaction() as uow:
            request, _ = amend.amend(uow, request_id, amend.Changes(**body), read_at)
            return answer(uow, request, RequestShown())


@blp.route("/service-requests/<uuid:request_id>/notes")
class Notes(MethodView):
    """Notes of the office."""

    @blp.arguments(Note)
    @blp.response(200, RequestShown)
    @blp.doc(operationId="addServiceRequestNote")
    def post(self, body: dict[str, str], request_id: UUID) -> Response:
        """Write a note into the history; customers and engineers are not shown it."""
        with transaction() as uow:
            return answer(uow, amend.add_note(uow, request_id, body["note"]), RequestShown())
