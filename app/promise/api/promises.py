"""What the ledger tells of one promise, and setting that right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.kernel import UnitOfWork
from app.promise.commands.corrections import correct
from app.promise.reads.attribution import attribution
from app.promise.rules.attribution import Correction, StageShare
from app.requests.api.bodies import kept, outcome, reason
from app.requests.reads.outcomes import told_kept
from app.requests.rules.promise import Stage
from app.requests.tables import ServiceRequest
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("promises", __name__, url_prefix="/api/v1", description="What became of a promise")


StageShown = schema_of(StageShare, "StageShown")


CorrectionShown = schema_of(Correction, "CorrectionShown")


class PromiseShown(Schema):
    """A promise as its events tell it, with corrections."""

    request_id = fields.UUID()
    requested_at = fields.AwareDateTime()
    received_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    assigned_at = fields.AwareDateTime(allow_none=True)
    accepted_at = fields.AwareDateTime(allow_none=True)
    departed_at = fields.AwareDateTime(allow_none=True)
    on_site_at = fields.AwareDateTime(allow_none=True)
    turned_away_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "When an engineer gave up before a closed gate"}
    )
    outcome = outcome()
    kept = kept()
    stages = fields.List(fields.Nested(StageShown))
    blamed = word(Stage, allow_none=True, metadata={"description": "Which stage used the hour up"})
    corrections = fields.List(fields.Nested(CorrectionShown))


class CorrectionMade(Schema):
    """What was otherwise than recorded: at least one of the milestones or the stage; null withdraws."""

    stage = word(Stage, allow_none=True)
    assigned_at = fields.AwareDateTime(allow_none=True)
    accepted_at = fields.AwareDateTime(allow_none=True)
    departed_at = fields.AwareDateTime(allow_none=True)
    on_site_at = fields.AwareDateTime(allow_none=True)
    reason = reason()
    seen = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "How many corrections were read; where there are more, nothing is written"},
    )


@blp.route("/service-requests/<uuid:request_id>/promise")
class OnePromise(MethodView):
    """One promise."""

    @blp.response(200, PromiseShown)
    @blp.doc(operationId="getPromise")
    def get(self, request_id: UUID) -> Any:
        """Read what became of it, stage by stage."""
        with transaction(write=False) as uow:
            return _shown(uow, uow.get(ServiceRequest, request_id))


@blp.route("/service-requests/<uuid:request_id>/corrections")
class Corrections(MethodView):
    """Corrections."""

    @blp.arguments(CorrectionMade)
    @blp.response(200, PromiseShown)
    @blp.doc(operationId="correctPromise")
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Set right what is derived of the promise; what was recorded stays."""
        why, seen = body.pop("reason"), body.pop("seen")
        with transaction() as uow:
            answer(uow, _shown(uow, correct(uow, request_id, body, why.strip(), seen)), PromiseShown())
        with transaction() as uow:  # the correction stands in the ledger now
            return answer(uow, _shown(uow, uow.get(ServiceRequest, request_id)), PromiseShown())


def _shown(uow: UnitOfWork, request: ServiceRequest) -> dict[str, Any]:
    told = attribution(uow, request)
    passed, came_to = told.milestones, told.outcome(uow.now)
    return {
        "request_id": request.id,
        "requested_at": request.requested_at,
        "received_at": request.received_at,
        "due_at": told.due_at,
        "assigned_at": passed.assigned_at,
        "accepted_at": passed.accepted_at,
        "departed_at": passed.departed_at,
        "on_site_at": told.on_site_at,
        "turned_away_at": passed.turned_away_at,
        "outcome": came_to,
        "kept": told_kept(came_to),
        "stages": told.budget(uow.now),
        "blamed": told.blamed(uow.now),
        "corrections": told.corrections,
    }
