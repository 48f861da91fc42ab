"""Deciding over HTTP about all that one phone reported of a visit that was somebody else's by then."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.kernel import UnitOfWork
from app.visits.api.reviews import Decision, ReviewItemShown
from app.visits.commands import claims
from app.visits.reads.reviews import in_context
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint("claims", __name__, url_prefix="/api/v1", description="Who says that he went")


class ClaimDecided(Schema):
    """What was settled, and what waits for a decision of its own because the state does not allow it."""

    settled = fields.List(fields.Nested(ReviewItemShown))
    left = fields.List(fields.Nested(ReviewItemShown))


@blp.route("/visits/<uuid:visit_id>/claims/<uuid:engineer_id>/take")
class TakeClaim(MethodView):
    """He went there."""

    @blp.arguments(Decision)
    @blp.response(200, ClaimDecided)
    def post(self, body: dict[str, str], visit_id: UUID, engineer_id: UUID) -> Response:
        """Give the visit to the engineer who went there, and let all act that his phone reported of it."""
        with transaction() as uow:
            return _shown(uow, claims.take(uow, visit_id, engineer_id, body["note"]))


@blp.route("/visits/<uuid:visit_id>/claims/<uuid:engineer_id>/refuse")
class RefuseClaim(MethodView):
    """He did not."""

    @blp.arguments(Decision)
    @blp.response(200, ClaimDecided)
    def post(self, body: dict[str, str], visit_id: UUID, engineer_id: UUID) -> Response:
        """Set everything aside that an engineer's phone reported of a visit that is not his."""
        with transaction() as uow:
            return _shown(uow, claims.refuse(uow, visit_id, engineer_id, body["note"]))


def _shown(uow: UnitOfWork, decided: claims.Decided) -> Response:
    told = {"settled": in_context(uow, decided.settled), "left": in_context(uow, decided.left)}
    return answer(uow, told, ClaimDecided())
