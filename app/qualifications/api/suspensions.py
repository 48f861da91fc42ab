"""Suspensions from skills over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.qualifications.commands.suspensions import Suspension, lift, suspend
from app.qualifications.reads.suspensions import suspension_of, suspensions
from app.qualifications.tables import SkillSuspension
from app.registers.tables import Skill
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import reference, text_for
from app.web.idempotency import answer

blp = Blueprint(
    "skill_suspensions", __name__, url_prefix="/api/v1", description="Suspensions of engineers from skills"
)


class NewSuspension(Schema):
    """What is said of an engineer and a skill."""

    engineer_id = reference()
    skill_code = text_for(Skill.code, shortest=1, required=True)
    reason = text_for(SkillSuspension.reason, shortest=1, required=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day; null has no end"}
    )


class SuspensionRecord(NewSuspension):
    """A suspension from a skill."""

    id = fields.UUID()
    set_by = fields.String()
    set_at = fields.AwareDateTime()
    lifted_at = fields.AwareDateTime(allow_none=True)
    lifted_by = fields.String(allow_none=True)
    lifted_note = fields.String(allow_none=True)


class Lifting(Schema):
    """Why it is lifted."""

    note = text_for(SkillSuspension.lifted_note, shortest=1, required=True)


class SuspensionFilter(QuerySchema):
    """Filters of the list."""

    engineer_id = fields.UUID()
    skill_code = fields.String()


@blp.route("/skill-suspensions")
class Suspensions(MethodView):
    """All of them."""

    @blp.listing(SuspensionRecord, SuspensionFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, suspensions(uow, **chosen), pagination_parameters)

    @blp.arguments(NewSuspension)
    @blp.response(201, SuspensionRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Suspend an engineer from a skill; the planner knows at once."""
        with transaction() as uow:
            return answer(uow, suspend(uow, Suspension(**values)), SuspensionRecord(), 201)


@blp.route("/skill-suspensions/<uuid:skill_suspension_id>")
class OneSuspension(MethodView):
    """One."""

    @blp.response(200, SuspensionRecord)
    def get(self, skill_suspension_id: UUID) -> SkillSuspension:
        """Read one."""
        with transaction(write=False) as uow:
            return suspension_of(uow, skill_suspension_id)


@blp.post("/skill-suspensions/<uuid:skill_suspension_id>/lift")
@blp.arguments(Lifting)
@blp.response(200, SuspensionRecord)
def lift_suspension(values: dict[str, Any], skill_suspension_id: UUID) -> Response:
    """Lift one; what was said stays on record."""
    with transaction() as uow:
        return answer(uow, lift(uow, skill_suspension_id, values["note"]), SuspensionRecord())
