"""Probations over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.qualifications.commands.probations import NewProbation, begin, end, extend
from app.qualifications.reads.probations import probation_of, probations
from app.qualifications.rules.probation import ProbationOutcome
from app.qualifications.tables import Probation
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import reference, text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("probations", __name__, url_prefix="/api/v1", description="Probation of engineers")


class ProbationSaid(Schema):
    """Who is on probation from when until when, why, and who looks after him."""

    engineer_id = reference()
    from_on = fields.Date(required=True)
    planned_until = fields.Date(required=True, metadata={"description": "The last day, as planned"})
    mentor_id = fields.UUID(load_default=None, allow_none=True, metadata={"description": "An engineer"})
    reason = text_for(Probation.reason, shortest=1, required=True)


class ProbationShown(ProbationSaid):
    """A probation; `outcome` is null while it runs."""

    id = fields.UUID()
    extensions = fields.List(fields.Dict(), metadata={"description": "Each {until, to, by, at, reason}"})
    set_by = fields.String()
    set_at = fields.AwareDateTime()
    outcome = word(ProbationOutcome, allow_none=True)
    ended_on = fields.Date(allow_none=True)
    ended_by = fields.String(allow_none=True)
    ended_reason = fields.String(allow_none=True)


class ProbationExtension(Schema):
    """A later end, and why."""

    planned_until = fields.Date(required=True)
    note = text_for(Probation.reason, shortest=1, required=True)


class ProbationEnd(Schema):
    """How it ends today, and why."""

    outcome = word(ProbationOutcome, required=True)
    reason = text_for(Probation.ended_reason, shortest=1, required=True)


class ProbationFilter(QuerySchema):
    """Filters of the list."""

    engineer_id = fields.UUID()
    running = fields.Boolean()


@blp.route("/probations")
class Probations(MethodView):
    """All of them."""

    @blp.listing(ProbationShown, ProbationFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, probations(uow, **chosen), pagination_parameters)

    @blp.arguments(ProbationSaid)
    @blp.response(201, ProbationShown)
    def post(self, values: dict[str, Any]) -> Response:
        """Put an engineer on probation."""
        with transaction() as uow:
            return answer(uow, begin(uow, NewProbation(**values)), ProbationShown(), 201)


@blp.route("/probations/<uuid:probation_id>")
class OneProbation(MethodView):
    """One."""

    @blp.response(200, ProbationShown)
    def get(self, probation_id: UUID) -> Probation:
        """Read one."""
        with transaction(write=False) as uow:
            return probation_of(uow, probation_id)


@blp.post("/probations/<uuid:probation_id>/extend")
@blp.arguments(ProbationExtension)
@blp.response(200, ProbationShown)
def extend_probation(values: dict[str, Any], probation_id: UUID) -> Response:
    """Plan a later end."""
    with transaction() as uow:
        row = extend(uow, probation_id, values["planned_until"], values["note"])
        return answer(uow, row, ProbationShown())


@blp.post("/probations/<uuid:probation_id>/end")
@blp.arguments(ProbationEnd)
@blp.response(200, ProbationShown)
def end_probation(values: dict[str, Any], probation_id: UUID) -> Response:
    """End it today, passed or not."""
    with transaction() as uow:
        row = end(uow, probation_id, ProbationOutcome(values["outcome"]), values["reason"])
        return answer(uow, row, ProbationShown())
