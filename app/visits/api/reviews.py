"""Messages from phones that a dispatcher has to look at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.kernel import UnitOfWork
from app.kernel.base import longest
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.requests.api.bodies import EngineerCard
from app.requests.rules.lifecycle import VisitState
from app.visits.commands import reviews
from app.visits.reads.photos import review_photo
from app.visits.reads.reviews import ReviewItem, in_context, review_items
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.field_messages import Message
from app.web.idempotency import answer
from app.web.shapes import SOMETIMES, word

blp = Blueprint("reviews", __name__, url_prefix="/api/v1", description="What phones reported too late")


class ReviewFilter(QuerySchema):
    """Which messages to list."""

    open = fields.Boolean(metadata={"description": "Not settled yet"})


class ReviewItemShown(Schema):
    """A message, who sent it, what it is about, why it was not simply applied."""

    id = fields.UUID(attribute="event.id")
    event_id = fields.UUID(attribute="event.event_id")
    kind = word(Kind, attribute="event.kind")
    status = word(Status, attribute="event.status")
    body = fields.Dict(attribute="event.body")
    flags = fields.List(fields.String(), attribute="event.flags")
    problem = fields.Dict(attribute="event.answer.problem", allow_none=True, metadata={SOMETIMES: True})
    offline = fields.Boolean(attribute="event.offline")
    device_at = fields.AwareDateTime(attribute="event.device_at")
    received_at = fields.AwareDateTime(attribute="event.received_at")
    skew_s = fields.Float(attribute="event.skew_s")
    engineer = fields.Nested(EngineerCard)
    visit_id = fields.UUID(attribute="event.visit_id", allow_none=True)
    request_id = fields.UUID(attribute="request.id", allow_none=True)
    request_code = fields.String(attribute="request.code", allow_none=True)
    visit_state = word(VisitState, attribute="visit.state", allow_none=True)
    holder = fields.Nested(EngineerCard, allow_none=True, metadata={"description": "Who has the visit now"})
    distance_m = fields.Integer(
        attribute="figures.distance_m", allow_none=True, metadata={"description": "From the site"}
    )
    beyond_m = fields.Integer(
        attribute="figures.beyond_m", allow_none=True, metadata={"description": "Outside the fence"}
    )
    outcome = word(
        reviews.ReviewOutcome,
        attribute="event.review_outcome",
        allow_none=True,
        metadata={"description": "Null while it waits for a decision"},
    )
    attached_visit_id = fields.UUID(attribute="event.attached_visit_id", allow_none=True)
    reviewed_at = fields.AwareDateTime(attribute="event.reviewed_at", allow_none=True)
    reviewed_by = fields.String(attribute="event.reviewed_by", allow_none=True)
    review_note = fields.String(attribute="event.review_note", allow_none=True)


def note() -> fields.String:
    """A field for why somebody decides so; blanks alone are refused."""
    return fields.String(
        required=True,
        validate=(
            validate.Length(1, longest(PhoneEvent.review_note)),
            validate.Regexp(r"\s*\S", error=Message("is blank")),
        ),
    )


class Decision(Schema):
    """What came of it."""

    note = note()


class Attachment(Decision):
    """To which visit the evidence belongs."""

    visit_id = fields.UUID(required=True)


@blp.route("/review-items")
class ReviewItems(MethodView):
    """Messages that need or needed a decision."""

    @blp.listing(ReviewItemShown, ReviewFilter)
    def get(self, wanted: dict[str, bool], pagination_parameters: PaginationParameters) -> list[ReviewItem]:
        """List them: those that could move a visit whose promise is open first, then the newest."""
        with transaction(write=False) as uow:
            query = review_items(principal(), uow.now, is_open=wanted.get("open"))
            return in_context(uow, rows_of_page(uow, query, pagination_parameters))


@blp.route("/review-items/<uuid:item_id>/resolve")
class Resolve(MethodView):
    """Settling."""

    @blp.arguments(Decision)
    @blp.response(200, ReviewItemShown)
    def post(self, body: dict[str, str], item_id: UUID) -> Response:
        """Set a message aside; it stays on record as it came."""
        with transaction() as uow:
            return _shown(uow, reviews.resolve(uow, item_id, body["note"]))


@blp.route("/review-items/<uuid:item_id>/apply")
class Apply(MethodView):
    """Applying."""

    @blp.arguments(Decision)
    @blp.response(200, ReviewItemShown)
    def post(self, body: dict[str, str], item_id: UUID) -> Response:
        """Let a message do what it says, by the ordinary rules; refused where the state does not allow it."""
        with transaction() as uow:
            return _shown(uow, reviews.apply(uow, item_id, body["note"]))


@blp.route("/review-items/<uuid:item_id>/attach")
class Attach(MethodView):
    """Attaching."""

    @blp.arguments(Attachment)
    @blp.response(200, ReviewItemShown)
    def post(self, body: dict[str, Any], item_id: UUID) -> Response:
        """Make a message's evidence that of a visit of the same engineer, or of the same request."""
        with transaction() as uow:
            return _shown(uow, reviews.attach(uow, item_id, body["visit_id"], body["note"]))


@blp.route("/review-items/<uuid:item_id>/photo")
class ReviewPhoto(MethodView):
    """The photo that a message is about."""

    @blp.response(200, {"type": "string", "format": "binary"}, content_type="image/*")
    def get(self, item_id: UUID) -> Response:
        """Read the photo, once its bytes have come."""
        with transaction(write=False) as uow:
            data, mime = review_photo(uow, item_id)
        return Response(data, mimetype=mime)


def _shown(uow: UnitOfWork, event: PhoneEvent) -> Response:
    return answer(uow, in_context(uow, [event])[0], ReviewItemShown())
