"""The rules of rewards over HTTP: their versions and drafts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.kernel.drafts import VersionState
from app.rewards.commands import rules as service
from app.rewards.reads import rules as reads
from app.rewards.tables import RewardRulesVersion
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("reward-rules", __name__, url_prefix="/api/v1", description="What the handbook rewards")


class RewardRulesShown(Schema):
    """A version of the rules."""

    id = fields.UUID()
    number = fields.Integer()
    state = word(VersionState)
    published_at = fields.AwareDateTime(allow_none=True)
    published_by = fields.String(allow_none=True)
    updated_by = fields.String()
    version = fields.Integer(metadata={"description": "Of the row, for what changes it"})
    content = fields.Dict(metadata={"description": "As `docs/rewards.md` describes it"})


class RewardRulesFilter(QuerySchema):
    """Which versions to list."""

    state = word(VersionState)


class SeenRewardRules(Schema):
    """The row version that was read: nothing is done to what somebody changed meanwhile."""

    version = fields.Integer(required=True, strict=True)


class RewardRulesContent(SeenRewardRules):
    """The content of a draft."""

    content = fields.Dict(required=True)


@blp.route("/reward-rules")
class RewardRules(MethodView):
    """All versions."""

    @blp.listing(RewardRulesShown, RewardRulesFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List them, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, reads.listing(**wanted), pagination_parameters)

    @blp.response(201, RewardRulesShown)
    @blp.doc(operationId="beginRewardRules")
    def post(self) -> Response:
        """Begin the next version with what is in force, the first one with the usual rules."""
        with transaction() as uow:
            return answer(uow, service.begin(uow), RewardRulesShown(), 201)


@blp.route("/reward-rules/<uuid:version_id>")
class OneRewardRules(MethodView):
    """One version."""

    @blp.response(200, RewardRulesShown)
    def get(self, version_id: UUID) -> RewardRulesVersion:
        """Read one."""
        with transaction(write=False) as uow:
            return uow.get(RewardRulesVersion, version_id)

    @blp.arguments(RewardRulesContent)
    @blp.response(200, RewardRulesShown)
    def put(self, body: dict[str, Any], version_id: UUID) -> Response:
        """Replace what a draft says."""
        with transaction() as uow:
            row = service.write(uow, version_id, body["version"], body["content"])
            return answer(uow, row, RewardRulesShown())


@blp.route("/reward-rules/<uuid:version_id>/publish")
class PublishingRewardRules(MethodView):
    """Publishing."""

    @blp.arguments(SeenRewardRules)
    @blp.response(200, RewardRulesShown)
    @blp.doc(operationId="publishRewardRules")
    def post(self, body: dict[str, int], version_id: UUID) -> Response:
        """Put a draft into force that somebody else wrote."""
        with transaction() as uow:
            return answer(uow, service.publish(uow, version_id, body["version"]), RewardRulesShown())


@blp.route("/reward-rules/<uuid:version_id>/discard")
class DiscardingRewardRules(MethodView):
    """Throwing a draft away."""

    @blp.arguments(SeenRewardRules)
    @blp.response(204)
    @blp.doc(operationId="discardRewardRules")
    def post(self, body: dict[str, int], version_id: UUID) -> None:
        """Throw a draft away."""
        with transaction() as uow:
            service.DRAFTS.throw_away(uow, version_id, body["version"])
