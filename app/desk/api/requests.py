"""Taking repair requests in, who could serve them, calling them off, and the customer's link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.desk.api.intake_bodies import IntakeAnswer, ReportBody, TrackingLink, intake_answer
from app.dispatching.commands.placement import NextStep, Placement, Status, place_visit
from app.dispatching.reads.candidates import CandidateRow, KnockOnVisit, candidates
from app.portal.commands.customer_links import send_link, shown_address
from app.portal.commands.handed_codes import hand_over, typed_at
from app.requests.api.bodies import EngineerCard, version
from app.requests.commands.cancel import cancel_request
from app.requests.commands.intake.receive import locate, receive
from app.requests.commands.intake.report import Report
from app.requests.commands.links import make_link, tracking_url
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest
from app.web.api import Blueprint, Schema
from app.web.context import principal, runtime, transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("requests", __name__, url_prefix="/api/v1", description="Repair requests")


KnockOn = schema_of(KnockOnVisit, "KnockOn")


Candidate = schema_of(
    CandidateRow,
    "Candidate",
    engineer=fields.Nested(EngineerCard),
    knock_on=fields.List(fields.Nested(KnockOn)),
    refusals=fields.List(fields.Dict()),
)


class Cancellation(Schema):
    """Why a request is called off."""

    reason = text_for(ServiceRequest.cancel_reason, shortest=1, required=True)
    version = version()


class Cancelled(Schema):
    """The request after it was called off."""

    id = fields.UUID()
    code = fields.String()
    state = word(RequestState)
    cancel_reason = fields.String()


@blp.route("/service-requests")
class Intake(MethodView):
    """Repair requests."""

    @blp.arguments(ReportBody)
    @blp.response(201, IntakeAnswer)
    def post(self, report: Report) -> Response:
        """Take a repair request in: the promise, and who comes.

        The request is safe once its first transaction has committed; finding who comes happens outside
        any, so that the answer `pending` is the worst that a busy moment can do.
        """
        located, new = locate(runtime(), report), report.customer is not None
        with transaction() as uow:
            request, visit = receive(uow, report, located)
            pending = Placement(Status.PENDING, visit.id, NextStep.PLANNER_RETRIES)
            token, _ = make_link(uow, request)
            answer(uow, intake_answer(uow, request, pending, token, new_customer=new), IntakeAnswer(), 201)
        placement = place_visit(runtime(), principal(), visit.id)
        with transaction() as uow:
            request = uow.get(ServiceRequest, request.id)
            shown = intake_answer(uow, request, placement, token, new_customer=new)
            return answer(uow, shown, IntakeAnswer(), 201)


@blp.route("/service-requests/<uuid:request_id>/candidates")
class Candidates(MethodView):
    """Who could serve a request."""

    @blp.response(200, Candidate(many=True))
    def get(self, request_id: UUID) -> Any:
        """Rank every engineer of the territory: ETA, slack, knock-on, or refusals."""
        with transaction(write=False) as uow:
            return candidates(uow, request_id)


@blp.route("/service-requests/<uuid:request_id>/cancel")
class Cancel(MethodView):
    """Calling off."""

    @blp.arguments(Cancellation)
    @blp.response(200, Cancelled)
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Call a request off; engineers asked or on the way are let go."""
        with transaction() as uow:
            return answer(uow, cancel_request(uow, request_id, **body), Cancelled())


@blp.route("/service-requests/<uuid:request_id>/tracking-link")
class Link(MethodView):
    """The customer's link."""

    @blp.response(200, TrackingLink)
    @blp.doc(operationId="createTrackingLink")
    def post(self, request_id: UUID) -> Response:
        """Make a new link; links made before stay good until they expire.

        The customer's own acts for him; one made by the office or a partner only shows.
        """
        with transaction() as uow:
            token, expires_at = make_link(uow, uow.get(ServiceRequest, request_id))
            shown = {"url": tracking_url(uow.settings, token), "token": token, "expires_at": expires_at}
            return answer(uow, shown, TrackingLink())


class LinkSent(Schema):
    """To whom the link goes."""

    name = fields.String()
    to = fields.String(metadata={"description": "The end of the number, or the address"})


@blp.route("/service-requests/<uuid:request_id>/tracking-link/send")
class SendLink(MethodView):
    """Sending the customer's own link."""

    @blp.response(200, LinkSent)
    @blp.doc(operationId="sendTrackingLink")
    def post(self, request_id: UUID) -> Response:
        """Have the link that acts for the customer sent to the contact on record; it is not shown here."""
        with transaction() as uow:
            person = send_link(uow, request_id)
            name = uow.get(ServiceRequest, request_id).contact_name
            return answer(uow, {"name": name, "to": shown_address(person)}, LinkSent())


class HandOverCode(Schema):
    """What is read out on the telephone; it is shown this once."""

    SHOWN_ONCE = ("code",)

    code = fields.String()
    url = fields.String(metadata={"description": "The page on which the code is typed"})
    expires_at = fields.AwareDateTime()


@blp.route("/service-requests/<uuid:request_id>/hand-over-code")
class HandOver(MethodView):
    """Handing the customer's page over by telephone."""

    @blp.response(200, HandOverCode)
    @blp.doc(operationId="createHandOverCode")
    def post(self, request_id: UUID) -> Response:
        """Make the code that opens the customer's page; the one before opens nothing any more.

        What is done by it is marked as done by a link that the office handed over.
        """
        with transaction() as uow:
            made = hand_over(uow, request_id)
            url = typed_at(uow.settings)
            return answer(uow, {"code": made.code, "url": url, "expires_at": made.expires_at}, HandOverCode())
