"""What managers declare of visits, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.stars.commands.declarations import Declaration, declare, withdraw
from app.stars.reads.declarations import declaration_of, declarations
from app.stars.rules.leaving_out import DeclaredReason
from app.stars.tables import StarDeclaration
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint(
    "star-declarations", __name__, url_prefix="/api/v1", description="Visits that do not count for grades"
)


class NewDeclaration(Schema):
    """Of a visit, or of a territory's promises that ran in a span; `shared_fault` counts half by itself."""

    visit_id = fields.UUID(load_default=None, allow_none=True)
    territory_id = fields.UUID(load_default=None, allow_none=True)
    from_at = fields.AwareDateTime(load_default=None, allow_none=True)
    until_at = fields.AwareDateTime(load_default=None, allow_none=True)
    reason = word(DeclaredReason, required=True)
    counts_half = fields.Boolean(load_default=False, metadata={"description": "Else it does not count"})
    note = text_for(StarDeclaration.note, shortest=1, required=True)


class Withdrawal(Schema):
    """Why it is taken back."""

    note = text_for(StarDeclaration.withdrawn_note, shortest=1, required=True)


class StarDeclarationShown(Schema):
    """A declaration; one that was withdrawn bears on nothing any more."""

    id = fields.UUID()
    visit_id = fields.UUID(allow_none=True)
    territory_id = fields.UUID()
    from_at = fields.AwareDateTime(allow_none=True)
    until_at = fields.AwareDateTime(allow_none=True)
    reason = word(DeclaredReason)
    counts_half = fields.Boolean()
    note = fields.String()
    declared_by = fields.String()
    declared_at = fields.AwareDateTime()
    withdrawn_by = fields.String(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_note = fields.String(allow_none=True)


class DeclarationFilter(QuerySchema):
    """Which declarations."""

    territory_id = fields.UUID()
    visit_id = fields.UUID()


@blp.route("/star-declarations")
class StarDeclarations(MethodView):
    """Declarations."""

    @blp.listing(StarDeclarationShown, DeclarationFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those of the territories that I answer for, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, declarations(uow, principal(), **wanted), pagination_parameters)

    @blp.arguments(NewDeclaration)
    @blp.response(201, StarDeclarationShown)
    def post(self, body: dict[str, Any]) -> Response:
        """Declare that visits do not count, or count half."""
        with transaction() as uow:
            return answer(uow, declare(uow, Declaration(**body)), StarDeclarationShown(), 201)


@blp.route("/star-declarations/<uuid:star_declaration_id>")
class OneStarDeclaration(MethodView):
    """One declaration."""

    @blp.response(200, StarDeclarationShown)
    def get(self, star_declaration_id: UUID) -> Any:
        """Read one."""
        with transaction(write=False) as uow:
            return declaration_of(uow, principal(), star_declaration_id).row


@blp.route("/star-declarations/<uuid:star_declaration_id>/withdraw")
class WithdrawnStarDeclarations(MethodView):
    """Taking back."""

    @blp.arguments(Withdrawal)
    @blp.response(200, StarDeclarationShown)
    def post(self, body: dict[str, str], star_declaration_id: UUID) -> Response:
        """Take one back; what was said stays on record."""
        with transaction() as uow:
            return answer(uow, withdraw(uow, star_declaration_id, body["note"]), StarDeclarationShown())
