"""Follow the visit, confirm the arrival, confirm the work, rate it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.portal.api.tracked import tracked_view
from app.portal.commands import portal
from app.portal.reads import tracking as tracked
from app.requests.commands import appointments
from app.requests.commands.remote import How
from app.requests.rules.card import CardAnswers
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.promise import Outcome
from app.requests.tables import Rating
from app.visits.api.signature_shown import SignatureShown
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.fields import text_for, whole_for
from app.web.idempotency import answer
from app.web.limits import public_write_limit, tracking_limit
from app.web.schema_of import schema_of
from app.web.shapes import SOMETIMES, word

blp = Blueprint(
    "portal", __name__, url_prefix="/portal/v1/tracking/<token>", description="A customer's tracking link"
)


SupervisionCard = schema_of(tracked.EngineerCard, "SupervisionCard", id=None)


RatingGiven = schema_of(tracked.Given, "RatingGiven")


class VisitBefore(Schema):
    """The visit before the one that is shown."""

    number = fields.Integer()
    at = fields.AwareDateTime()
    reason = fields.String(
        allow_none=True, metadata={"description": "Why the work was not done; null where it was"}
    )


class Tracking(Schema):
    """The request, and the visit that matters now."""

    code = fields.String()
    state = word(RequestState)
    cancel_reason = fields.String(allow_none=True, metadata={"description": "Why it was cancelled"})
    requested_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    from_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "Begin of the hour of an appointment; it ends at `due_at`"}
    )
    can_put_off = fields.Boolean(metadata={"description": "Whether a later hour can be agreed"})
    solved_remotely_at = fields.AwareDateTime(allow_none=True)
    solved_remotely_how = word(How, allow_none=True)
    hotline = fields.String(allow_none=True)
    now = fields.AwareDateTime()
    site_name = fields.String()
    is_placed = fields.Boolean(
        metadata={"description": "Whether it is known where the place is; nobody is sent before"}
    )
    time_zone = fields.String(allow_none=True)
    visit_state = word(VisitState, allow_none=True)
    opens_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "Nobody comes before this, and there is no ETA yet; null once it is past"},
    )
    earlier = fields.Nested(
        VisitBefore, allow_none=True, metadata={"description": "The visit before; null at the first"}
    )
    waits_for_part = fields.Boolean(
        metadata={"description": "A return visit that lacks a part: nobody comes before somebody says when"}
    )
    complained_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "When the customer said what is wrong, until the office has seen to it"},
    )
    eta_at = fields.AwareDateTime(allow_none=True)
    departed_at = fields.AwareDateTime(allow_none=True)
    on_site_at = fields.AwareDateTime(allow_none=True)
    recorded_on_site_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "As recorded, where the office set `on_site_at` right"}
    )
    arrival_confirmed_at = fields.AwareDateTime(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    office_ended = fields.Boolean(metadata={"description": "The office ended the visit; no phone did"})
    engineer = fields.Nested(SupervisionCard, allow_none=True)
    arrival_code = fields.String(
        allow_none=True,
        metadata={"description": "For the engineer, at the door; not by a link that only shows"},
    )
    rating = fields.Nested(RatingGiven, allow_none=True)
    amount_cents = fields.Integer(
        attribute="signing.amount_cents",
        allow_none=True,
        metadata={
            "description": "The amount as it is now, in the currency's smallest unit",
            SOMETIMES: True,
        },
    )
    currency = fields.String()
    signatures = fields.List(
        fields.Nested(SignatureShown), attribute="signing.roles", allow_none=True, metadata={SOMETIMES: True}
    )
    must_acknowledge_void = fields.Boolean(
        metadata={"description": "Confirming needs `acknowledge_void`: a signature stands no more"}
    )
    outcome = word(Outcome, metadata={"description": "What became of the promise"})
    read_only = fields.Boolean(metadata={"description": "Whether the link only shows"})
    can_confirm_arrival = fields.Boolean()
    can_confirm = fields.Boolean()
    can_rate = fields.Boolean()


class ConfirmResult(Schema):
    """Whether the customer was told of a void signature."""

    acknowledge_void = fields.Boolean(
        load_default=False,
        metadata={"description": "The customer was told that a signature is void, and confirms knowingly"},
    )


class GiveRating(Schema):
    """A score of one to five stars, and what else the card asks, as far as the customer answers it."""

    score = whole_for(Rating.score, required=True)
    comment = text_for(Rating.comment, load_default="")
    on_time = whole_for(Rating.on_time, load_default=None, allow_none=True)
    technical = whole_for(Rating.technical, load_default=None, allow_none=True)
    attitude = whole_for(Rating.attitude, load_default=None, allow_none=True)
    five_ones_used = fields.Boolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "Shoe covers, cloth, mat cloth, anti-static strap and card were used"},
    )
    problem_solved = fields.Boolean(load_default=None, allow_none=True)


class LaterHour(Schema):
    """The latest time at which the engineer shall be there."""

    at = fields.AwareDateTime(required=True)


def _request_id(uow: UnitOfWork) -> UUID:
    """Return what the link opens; the door established it from the token."""
    if uow.principal.request_id is None:
        raise NotFound("tracking link", "")
    return uow.principal.request_id


def _answered(uow: UnitOfWork) -> Response:
    return answer(uow, tracked_view(uow), Tracking())


@blp.get("")
@tracking_limit
@blp.response(200, Tracking)
@blp.doc(operationId="getTrackedRequest")
def follow(token: str) -> tracked.Tracking:
    """Follow the request."""
    del token
    with transaction(write=False) as uow:
        return tracked_view(uow)


@blp.post("/confirm-arrival")
@public_write_limit
@blp.response(200, Tracking)
@blp.doc(operationId="confirmTrackedArrival")
def confirm_arrival(token: str) -> Response:
    """Say that the engineer is here."""
    del token
    with transaction() as uow:
        portal.confirm_arrival(uow, _request_id(uow))
        return _answered(uow)


@blp.post("/confirm")
@public_write_limit
@blp.arguments(ConfirmResult)
@blp.response(200, Tracking)
@blp.doc(operationId="confirmTrackedWork")
def confirm(said: dict[str, bool], token: str) -> Response:
    """Say that the work is done; over a void signature only knowingly."""
    del token
    with transaction() as uow:
        portal.confirm(uow, _request_id(uow), **said)
        return _answered(uow)


@blp.post("/appointment")
@public_write_limit
@blp.arguments(LaterHour)
@blp.response(200, Tracking)
@blp.doc(operationId="agreeTrackedAppointment")
def appointment(wanted: dict[str, Any], token: str) -> Response:
    """Ask for a later hour, before the promise falls due and before somebody is on the way."""
    del token
    with transaction() as uow:
        appointments.agree(uow, _request_id(uow), wanted["at"])
        return _answered(uow)


@blp.post("/rate")
@public_write_limit
@blp.arguments(GiveRating)
@blp.response(200, Tracking)
@blp.doc(operationId="rateTrackedVisit")
def rate(given: dict[str, Any], token: str) -> Response:
    """Rate the visit, once."""
    del token
    score, comment = given.pop("score"), given.pop("comment")
    with transaction() as uow:
        portal.rate(uow, _request_id(uow), score, comment, CardAnswers(**given))
        return _answered(uow)
