"""Ending a visit in the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.requests.api.bodies import VisitShown, reason, version
from app.requests.commands.locks import check_visit_version, locked_visit
from app.visits.commands import reviews
from app.visits.commands.field.unfinished import Reason
from app.visits.commands.office_endings import Ending, Said, end_visit
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("endings", __name__, url_prefix="/api/v1", description="Visits that the office ends")


class End(Schema):
    """How a visit ended, as the office was told."""

    ending = word(Ending, required=True)
    why = reason()
    reason = word(
        Reason,
        load_default=None,
        allow_none=True,
        metadata={"description": "Why the work was not done; required where it ended incomplete"},
    )
    arrived_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "When the engineer was there, where no phone reported it; it is doubtful"},
    )
    ended_at = fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "Now, where it is not given"}
    )
    review_item_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The message of a phone that is settled by it"},
    )
    version = version("visit")


@blp.route("/visits/<uuid:visit_id>/end")
class EndVisit(MethodView):
    """Ending."""

    @blp.arguments(End)
    @blp.response(200, VisitShown)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """End a visit that is under way or on site, for a phone that will not; it needs no signatures."""
        said = Said(
            Ending(body["ending"]),
            body["why"].strip(),
            Reason(body["reason"]) if body["reason"] else None,
            body["arrived_at"],
            body["ended_at"],
        )
        with transaction() as uow:
            check_visit_version(locked_visit(uow, visit_id)[0], body["version"])
            if body["review_item_id"]:
                reviews.resolve(uow, body["review_item_id"], said.why, reviews.ReviewOutcome.ENDED)
            visit = end_visit(uow, visit_id, said)
            uow.session.flush()
            return answer(uow, visit, VisitShown())
