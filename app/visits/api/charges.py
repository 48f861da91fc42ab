"""Charges that wait for the office, and what about a visit's evidence looks made up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.requests.api.bodies import Reason
from app.visits.api.signature_shown import Sentence
from app.visits.commands import charges
from app.visits.commands.field.bill_rows import LINES
from app.visits.commands.field.held import State, Why
from app.visits.reads.held_charges import HeldLine, held_charges, in_context
from app.visits.reads.oddities import oddities_of
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word
from checklists.odd_facts import Oddity

blp = Blueprint("charges", __name__, url_prefix="/api/v1", description="Charges that wait for the office")


class ChargeFilter(QuerySchema):
    """Which lines to list."""

    state = word(State)


class HeldChargeShown(Schema):
    """A charge or part that waited or waits: who asked, what for, and why it was not simply taken."""

    id = fields.UUID(attribute="row.id")
    visit_id = fields.UUID(attribute="row.visit_id")
    request_id = fields.UUID()
    request_code = fields.String()
    engineer_id = fields.UUID(attribute="row.engineer_id")
    engineer_name = fields.String(attribute="engineer")
    what = word(LINES, attribute="row.what")
    code = fields.String(attribute="row.code", metadata={"description": "The kind, or the part's code"})
    name_en = fields.String(metadata={"description": "Empty where the register has no such kind"})
    name_zh = fields.String()
    serial_number = fields.String(attribute="row.serial_number")
    label = fields.String(attribute="row.label")
    quantity = fields.Integer(attribute="row.quantity")
    amount_cents = fields.Integer(attribute="row.amount_cents")
    standing_cents = fields.Integer(metadata={"description": "What the bill holds of this line meanwhile"})
    limit_cents = fields.Integer(allow_none=True)
    limit_per_visit = fields.Integer(allow_none=True)
    why = word(Why, attribute="row.why")
    state = word(State, attribute="row.state")
    recorded_at = fields.AwareDateTime(attribute="row.recorded_at")
    received_at = fields.AwareDateTime(attribute="row.received_at")
    decided_at = fields.AwareDateTime(attribute="row.decided_at", allow_none=True)
    decided_by = fields.String(attribute="row.decided_by", allow_none=True)
    reason = fields.String(attribute="row.reason", allow_none=True)


OddityShown = schema_of(Oddity, "OddityShown", text=Sentence())


@blp.route("/charges")
class Charges(MethodView):
    """Lines of bills that waited or wait."""

    @blp.listing(HeldChargeShown, ChargeFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[HeldLine]:
        """List them, oldest first."""
        with transaction(write=False) as uow:
            rows = rows_of_page(uow, held_charges(wanted.get("state")), pagination_parameters)
            return in_context(uow, rows)


@blp.route("/charges/<uuid:charge_id>/approve")
class Approve(MethodView):
    """Approving."""

    @blp.arguments(Reason)
    @blp.response(200, HeldChargeShown)
    def post(self, body: dict[str, str], charge_id: UUID) -> Response:
        """Put it on the bill; signatures given for the bill without it are voided."""
        with transaction() as uow:
            row = charges.approve(uow, charge_id, body["reason"])
            return answer(uow, in_context(uow, [row])[0], HeldChargeShown())


@blp.route("/charges/<uuid:charge_id>/refuse")
class Refuse(MethodView):
    """Refusing."""

    @blp.arguments(Reason)
    @blp.response(200, HeldChargeShown)
    def post(self, body: dict[str, str], charge_id: UUID) -> Response:
        """Keep it off the bill."""
        with transaction() as uow:
            row = charges.refuse(uow, charge_id, body["reason"])
            return answer(uow, in_context(uow, [row])[0], HeldChargeShown())


@blp.route("/visits/<uuid:visit_id>/oddities")
class Oddities(MethodView):
    """What looks made up."""

    @blp.response(200, OddityShown(many=True))
    def get(self, visit_id: UUID) -> Any:
        """List what about the visit's evidence a dispatcher or manager might ask about."""
        with transaction(write=False) as uow:
            return oddities_of(uow, visit_id)
