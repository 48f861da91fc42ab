"""Why: a visit's reasons, the score of the plan in force, and what planning anew would change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.dispatching.commands.preview import preview
from app.dispatching.reads.reasons import Why, score_in_force, why
from app.requests.api.bodies import EngineerCard
from app.web.api import Blueprint, Schema
from app.web.context import runtime, transaction
from app.web.languages import engine_language
from app.web.schema_of import schema_of
from app.web.shapes import word
from dispatch.explain.causes import PlaceInPlan
from dispatch.explain.reasons import PlanExplanation
from dispatch.model.objective import PROFILES
from dispatch.model.phrases import CAUSE_TEXTS, CHANGE_TEXTS

blp = Blueprint("reasons", __name__, url_prefix="/api/v1", description="Why plans are as they are")

_TERMS = {"description": "In seconds of driving; see docs/engine.md"}


WhyShown = schema_of(
    Why,
    "WhyShown",
    engineer=fields.Nested(EngineerCard, allow_none=True),
    facts=fields.Dict(allow_none=True, metadata={"description": "The numbers; see docs/engine.md"}),
)


ScoreShown = schema_of(
    PlanExplanation,
    "ScoreShown",
    profile=word(PROFILES),
    total=fields.Integer(metadata=_TERMS),
    terms=fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_TERMS),
)


PlaceShown = schema_of(PlaceInPlan, "PlaceShown", engineer=fields.UUID())


class CauseShown(Schema):
    """Why a visit moves: a code, and what it names."""

    code = word(CAUSE_TEXTS["en"])
    engineer = fields.UUID(allow_none=True)
    jobs = fields.List(fields.UUID())
    refusal = fields.Dict(allow_none=True)
    saved = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_TERMS)


class ChangeShown(Schema):
    """One visit that would be served otherwise."""

    job = fields.UUID(metadata={"description": "The visit"})
    kind = word(CHANGE_TEXTS["en"])
    before = fields.Nested(PlaceShown, allow_none=True)
    after = fields.Nested(PlaceShown, allow_none=True)
    cause = fields.Nested(CauseShown)


class PreviewShown(Schema):
    """The plan in force against a plan made now, in costs term by term."""

    changes = fields.List(fields.Nested(ChangeShown))
    before = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_TERMS)
    after = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_TERMS)
    difference = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=_TERMS)
    sentences = fields.List(fields.String())


@blp.route("/visits/<uuid:visit_id>/why")
class VisitWhy(MethodView):
    """Why this engineer."""

    @blp.response(200, WhyShown)
    @blp.doc(operationId="explainVisit")
    def get(self, visit_id: UUID) -> Any:
        """Explain a visit's place in the plan in force: arrival, slack, the next best and its price."""
        with transaction(write=False) as uow:
            return why(uow, visit_id, engine_language())


@blp.route("/territories/<uuid:territory_id>/plan/score")
class PlanScore(MethodView):
    """What the plan in force costs."""

    @blp.response(200, ScoreShown)
    def get(self, territory_id: UUID) -> Any:
        """Score the plan in force term by term."""
        with transaction(write=False) as uow:
            return score_in_force(uow, territory_id, engine_language())


@blp.route("/territories/<uuid:territory_id>/plan/preview")
class PlanPreview(MethodView):
    """What planning now would change."""

    @blp.response(200, PreviewShown)
    def post(self, territory_id: UUID) -> Any:
        """Plan the territory without applying it: what would move, what it is worth, and why."""
        return preview(runtime(), territory_id, engine_language()).to_dict()
