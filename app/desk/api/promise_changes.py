"""Endings and hours of a promise other than a visit within the hour: solved remotely, an appointment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.desk.api.requests_read import RequestShown
from app.requests.commands import appointments, remote
from app.requests.tables import ServiceRequest
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint(
    "promise_changes", __name__, url_prefix="/api/v1", description="Solved remotely; appointments"
)


class Solution(Schema):
    """How a problem was solved without a visit, by whom, and what was done."""

    how = word(remote.How, required=True)
    by = text_for(
        ServiceRequest.solved_remotely_by,
        load_default="",
        metadata={"description": "Who solved it; whoever calls, if left out"},
    )
    note = text_for(
        ServiceRequest.solved_remotely_note,
        shortest=1,
        required=True,
        metadata={"description": "What was done"},
    )


class Appointment(Schema):
    """A later hour, and who wanted it."""

    at = fields.AwareDateTime(
        required=True, metadata={"description": "The latest time of arrival; later than `due_at`"}
    )
    agreed_by = text_for(
        ServiceRequest.appointment_agreed_by,
        load_default="",
        metadata={"description": "The caller's name; not needed for one's own act"},
    )


@blp.route("/service-requests/<uuid:request_id>/solve-remotely")
class SolveRemotely(MethodView):
    """Solving without a visit."""

    @blp.arguments(Solution)
    @blp.response(200, RequestShown)
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Record that the problem was solved without a visit; visits that still stand are called off."""
        how = remote.How(body["how"])
        with transaction() as uow:
            solved = remote.solve_remotely(uow, request_id, how, body["note"], body["by"])
            return answer(uow, solved, RequestShown())


@blp.route("/service-requests/<uuid:request_id>/appointment")
class Appointments(MethodView):
    """A later hour."""

    @blp.arguments(Appointment)
    @blp.response(200, RequestShown)
    @blp.doc(operationId="agreeAppointment")
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Agree on a later hour before the promise falls due; the first due time is kept."""
        with transaction() as uow:
            return answer(uow, appointments.agree(uow, request_id, **body), RequestShown())
