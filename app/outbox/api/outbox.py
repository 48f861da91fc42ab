"""What an administrator does with subscriptions and deliveries beyond keeping them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.kernel.outgoing import Failure, SendFailed
from app.kernel.sealing import SealBroken
from app.outbox.api.subscriptions import SubscriptionRecord
from app.outbox.commands import subscriptions
from app.outbox.commands.composing import Unsendable, compose_test
from app.outbox.reads.outbox import deliveries
from app.outbox.tables import Delivery, DeliveryState, Subscription
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import runtime, transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("outbox", __name__, url_prefix="/api/v1", description="Messages to the outside")


class DeliveryFilter(QuerySchema):
    """Filters of the deliveries' list."""

    subscription_id = fields.UUID()
    state = word(DeliveryState)
    kind = fields.String(validate=validate.Length(1, 60))
    recipient = text_for(Delivery.recipient, shortest=1)


class DeliveryShown(Schema):
    """One message to one recipient because of one event."""

    id = fields.UUID()
    subscription_id = fields.UUID()
    kind = fields.String(attribute="event.kind")
    stream = fields.String(attribute="event.stream")
    event_at = fields.AwareDateTime(attribute="event.at")
    recipient = fields.String(metadata={"description": "`customer:<id>`, `engineer:<id>`, or blank"})
    template = fields.String()
    state = word(DeliveryState)
    attempts = fields.Integer()
    due_at = fields.AwareDateTime(metadata={"description": "When it may be sent, or is tried again"})
    expires_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    done_at = fields.AwareDateTime(allow_none=True)
    last_status = fields.Integer(allow_none=True)
    last_error = fields.String(allow_none=True)
    last_code = word(Failure, allow_none=True, metadata={"description": "What kind of failure that was"})


class Replayed(Schema):
    """How many dead letters are tried again."""

    replayed = fields.Integer()


class TestResult(Schema):
    """Whether the receiver took the test message, and what it said."""

    taken = fields.Boolean()
    status = fields.Integer(allow_none=True)
    error = fields.String(allow_none=True)


@blp.route("/deliveries")
class Deliveries(MethodView):
    """All messages."""

    @blp.listing(DeliveryShown, DeliveryFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List them, those of the newest events first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, deliveries(chosen), pagination_parameters)


@blp.route("/deliveries/<uuid:delivery_id>/replay")
class Replay(MethodView):
    """One dead letter."""

    @blp.response(200, DeliveryShown)
    def post(self, delivery_id: UUID) -> Response:
        """Try it again, under the same idempotency key."""
        with transaction() as uow:
            subscriptions.replay(uow, delivery_id)
            row = uow.session.scalars(deliveries({"id": delivery_id})).one()
            return answer(uow, row, DeliveryShown())


@blp.route("/subscriptions/<uuid:subscription_id>/replay")
class ReplayAll(MethodView):
    """The dead letters of one subscription."""

    @blp.response(200, Replayed)
    def post(self, subscription_id: UUID) -> Response:
        """Try them all again, in their order."""
        with transaction() as uow:
            number = subscriptions.replay_dead(uow, subscription_id)
            return answer(uow, {"replayed": number}, Replayed())


@blp.route("/subscriptions/<uuid:subscription_id>/resume")
class Resume(MethodView):
    """A paused subscription."""

    @blp.response(200, SubscriptionRecord)
    def post(self, subscription_id: UUID) -> Response:
        """Let messages go out again; what was held back follows in order."""
        with transaction() as uow:
            return answer(uow, subscriptions.resume(uow, subscription_id), SubscriptionRecord())


@blp.route("/subscriptions/<uuid:subscription_id>/rotate-secret")
class RotateSecret(MethodView):
    """A webhook's secret."""

    @blp.response(200, SubscriptionRecord)
    def post(self, subscription_id: UUID) -> Response:
        """Make a new one, shown this once; the one before signs beside it for 24 hours."""
        with transaction() as uow:
            return answer(uow, subscriptions.rotate_secret(uow, subscription_id), SubscriptionRecord())


@blp.route("/subscriptions/<uuid:subscription_id>/test")
class Test(MethodView):
    """A message that says nothing."""

    @blp.response(200, TestResult)
    def post(self, subscription_id: UUID) -> Any:
        """Send it now, whether or not the subscription is active, and tell what came of it.

        A repeat under the same `Idempotency-Key` sends nothing, and tells what came of the first.
        """
        with transaction() as uow:
            try:
                message = compose_test(uow, uow.get(Subscription, subscription_id))
            except (Unsendable, SealBroken) as nothing:
                return answer(uow, _not_taken(str(nothing)), TestResult())
            answer(uow, _not_taken("the server was stopped before the receiver answered"), TestResult())
        try:
            result = {"taken": True, "status": message.send(runtime().outgoing), "error": None}
        except SendFailed as failed:
            result = _not_taken(failed.why, failed.status)
        with transaction() as uow:
            return answer(uow, result, TestResult())


def _not_taken(error: str, status: int | None = None) -> dict[str, Any]:
    return {"taken": False, "status": status, "error": error}
