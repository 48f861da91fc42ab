"""Commendations over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.qualifications.commands.commendations import NewCommendation, commend, withdraw
from app.qualifications.reads.commendations import commendation_of, commendations
from app.qualifications.rules.praise import PraiseSource
from app.qualifications.tables import Commendation
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import reference, text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("commendations", __name__, url_prefix="/api/v1", description="Praise of engineers")


class CommendationSaid(Schema):
    """Who praised an engineer, how it came, when, and for what."""

    engineer_id = reference()
    source = word(PraiseSource, required=True)
    praised_by = text_for(
        Commendation.praised_by,
        shortest=1,
        required=True,
        metadata={"description": "The customer, colleague or manager by name"},
    )
    received_on = fields.Date(required=True)
    reason = text_for(Commendation.reason, shortest=1, required=True)
    visit_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "A visit of this engineer"}
    )


class CommendationShown(CommendationSaid):
    """A commendation; it counts while `withdrawn_at` is null."""

    id = fields.UUID()
    entered_by = fields.String()
    entered_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_by = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)


class CommendationWithdrawal(Schema):
    """Why it is withdrawn."""

    reason = text_for(Commendation.withdrawn_reason, shortest=1, required=True)


class CommendationFilter(QuerySchema):
    """Filters of the list."""

    engineer_id = fields.UUID()
    standing = fields.Boolean(metadata={"description": "Whether it counts still"})


@blp.route("/commendations")
class Commendations(MethodView):
    """All of them."""

    @blp.listing(CommendationShown, CommendationFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, commendations(uow, **wanted), pagination_parameters)

    @blp.arguments(CommendationSaid)
    @blp.response(201, CommendationShown)
    def post(self, said: dict[str, Any]) -> Response:
        """Enter praise of an engineer; nobody enters his own."""
        with transaction() as uow:
            values = {**said, "source": PraiseSource(said["source"])}
            return answer(uow, commend(uow, NewCommendation(**values)), CommendationShown(), 201)


@blp.route("/commendations/<uuid:commendation_id>")
class OneCommendation(MethodView):
    """One."""

    @blp.response(200, CommendationShown)
    def get(self, commendation_id: UUID) -> Commendation:
        """Read one."""
        with transaction(write=False) as uow:
            return commendation_of(uow, commendation_id)


@blp.route("/commendations/<uuid:commendation_id>/withdraw")
class WithdrawnCommendations(MethodView):
    """Withdrawals."""

    @blp.arguments(CommendationWithdrawal)
    @blp.response(200, CommendationShown)
    @blp.doc(operationId="withdrawCommendation")
    def post(self, said: dict[str, Any], commendation_id: UUID) -> Response:
        """Withdraw it: it counts no more."""
        with transaction() as uow:
            return answer(uow, withdraw(uow, commendation_id, said["reason"]), CommendationShown())
