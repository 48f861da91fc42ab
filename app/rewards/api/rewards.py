"""Rewards and penalties over HTTP: what is proposed, and each act on one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.rewards.commands import deciding
from app.rewards.reads import rewards as reads
from app.rewards.rules.states import RewardDecision, RewardState
from app.rewards.tables import RewardProposal
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("rewards", __name__, url_prefix="/api/v1", description="Rewards and penalties")


class RewardShown(Schema):
    """What a rule proposes of an engineer; `amount` is what holds, 0 once it is dismissed."""

    id = fields.UUID()
    engineer_id = fields.UUID()
    month = fields.String()
    code = fields.String()
    rule = fields.Dict(metadata={"description": "The rule as it stood, of version `rules_number`"})
    rules_number = fields.Integer()
    figure = fields.Float()
    proposed = fields.Integer()
    amount = fields.Integer()
    state = word(RewardState)
    reason = fields.String(allow_none=True)
    decided_by_name = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    objection = fields.String(allow_none=True)
    objected_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_by_name = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class RewardFilter(QuerySchema):
    """Filters of the list."""

    month = fields.String(validate=validate.Regexp(r"20\d\d-(0[1-9]|1[0-2])\Z"))
    state = word(RewardState)
    engineer_id = fields.UUID()


class RewardDecided(Schema):
    """What a manager makes of it; all but accepting asks for a reason, a change for its amount."""

    decision = word(RewardDecision, required=True)
    amount = fields.Integer(strict=True, load_default=None, allow_none=True)
    reason = text_for(RewardProposal.reason, load_default="")
    version = fields.Integer(strict=True, load_default=None, allow_none=True)


class RewardObjection(Schema):
    """What whom it is about says against it."""

    words = text_for(RewardProposal.objection, shortest=1, required=True)


class RewardAnswer(Schema):
    """What another manager answers; an amount puts another one in force."""

    words = text_for(RewardProposal.answer, shortest=1, required=True)
    amount = fields.Integer(strict=True, load_default=None, allow_none=True)
    version = fields.Integer(strict=True, load_default=None, allow_none=True)


@blp.route("/rewards")
class Rewards(MethodView):
    """All of them."""

    @blp.listing(RewardShown, RewardFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I answer for, or that are about me and decided."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, reads.rewards(uow, **wanted), pagination_parameters)


@blp.route("/rewards/<uuid:reward_id>")
class OneReward(MethodView):
    """One."""

    @blp.response(200, RewardShown)
    def get(self, reward_id: UUID) -> RewardProposal:
        """Read one."""
        with transaction(write=False) as uow:
            return reads.reward_of(uow, reward_id)


@blp.route("/rewards/<uuid:reward_id>/decide")
class DecidedRewards(MethodView):
    """Decisions."""

    @blp.arguments(RewardDecided)
    @blp.response(200, RewardShown)
    @blp.doc(operationId="decideReward")
    def post(self, body: dict[str, Any], reward_id: UUID) -> Response:
        """Accept, change or dismiss it."""
        with transaction() as uow:
            said = (RewardDecision(body["decision"]), body["reason"], body["amount"], body["version"])
            return answer(uow, deciding.decide(uow, reward_id, *said), RewardShown())


@blp.route("/rewards/<uuid:reward_id>/object")
class ObjectedRewards(MethodView):
    """Objections."""

    @blp.arguments(RewardObjection)
    @blp.response(200, RewardShown)
    @blp.doc(operationId="objectToReward")
    def post(self, body: dict[str, Any], reward_id: UUID) -> Response:
        """Object, once, to what was decided about me."""
        with transaction() as uow:
            return answer(uow, deciding.object_to(uow, reward_id, body["words"]), RewardShown())


@blp.route("/rewards/<uuid:reward_id>/answer")
class AnsweredRewards(MethodView):
    """Answers."""

    @blp.arguments(RewardAnswer)
    @blp.response(200, RewardShown)
    @blp.doc(operationId="answerRewardObjection")
    def post(self, body: dict[str, Any], reward_id: UUID) -> Response:
        """Answer an objection to what somebody else decided."""
        with transaction() as uow:
            row = deciding.answer(uow, reward_id, body["words"], body["amount"], body["version"])
            return answer(uow, row, RewardShown())
