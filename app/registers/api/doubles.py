"""Customers who are likely one, and merging them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import ValidationError, fields, validate, validates, validates_schema

from app.kernel.phrases import Phrase
from app.registers.api.resources.places import CustomerRecord, DoubleShown
from app.registers.commands import merging
from app.registers.reads.doubles import doubles_of, doubles_of_new
from app.registers.rules.card_merging import BETWEEN, BOTH, OTHER, STAYS, TAKEN_OVER
from app.registers.tables import Customer, Site
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import transaction
from app.web.fields import text, text_for
from app.web.idempotency import answer
from app.web.lists import Table
from app.web.shapes import word

blp = Blueprint("doubles", __name__, url_prefix="/api/v1", description="Customers recorded twice")


class NewOne(QuerySchema):
    """Somebody who is about to be recorded."""

    name = text_for(Customer.name, load_default="")
    phone = fields.String(load_default="")
    address = text_for(Site.address, load_default="")
    lat = fields.Float(allow_nan=False, validate=validate.Range(-90, 90))
    lon = fields.Float(allow_nan=False, validate=validate.Range(-180, 180))

    @validates_schema
    def is_whole(self, data: dict[str, Any], **_: Any) -> None:
        """A point has two coordinates."""
        if ("lat" in data) != ("lon" in data):
            raise ValidationError(Phrase("is missing"), "lon" if "lat" in data else "lat")


class Merger(Schema):
    """Who stays, and why the two are one."""

    into = fields.UUID(required=True, metadata={"description": "The customer who stays"})
    reason = text(300, shortest=1, required=True)
    take = Table(
        keys=word(TAKEN_OVER),
        values=word((STAYS, OTHER, BOTH)),
        load_default=dict,
        metadata={
            "description": "What stands where both say something and not the same: of the one who stays, of"
            " the other, or both (telephone and special needs alone)"
        },
    )

    @validates("take")
    def can_hold_both(self, value: dict[str, str], **_: Any) -> None:
        """A column that holds one thing takes no two."""
        wrong = {
            column: [Phrase("takes one of the two")]
            for column, one in value.items()
            if _is_too_much(column, one)
        }
        if wrong:
            raise ValidationError(wrong)


def _is_too_much(column: str, wanted: str) -> bool:
    return wanted == BOTH and column not in BETWEEN


class Undoing(Schema):
    """Why they are two after all."""

    reason = text(300, shortest=1, required=True)


@blp.route("/likely-doubles")
class Before(MethodView):
    """Looking before recording."""

    @blp.arguments(NewOne, location="query")
    @blp.response(200, DoubleShown(many=True))
    def get(self, new: dict[str, Any]) -> Any:
        """List customers who are likely the one that is about to be recorded, and why."""
        point = (new["lat"], new["lon"]) if "lat" in new else None
        with transaction(write=False) as uow:
            return doubles_of_new(uow, new["name"], new["phone"], new["address"], point)


@blp.route("/customers/<uuid:customer_id>/likely-doubles")
class After(MethodView):
    """Looking afterwards."""

    @blp.response(200, DoubleShown(many=True))
    def get(self, customer_id: UUID) -> Any:
        """List customers who are likely this one, and why."""
        with transaction(write=False) as uow:
            return doubles_of(uow, uow.get(Customer, customer_id))


@blp.route("/customers/<uuid:customer_id>/merge")
class Merge(MethodView):
    """Merging."""

    @blp.arguments(Merger)
    @blp.response(200, CustomerRecord)
    def post(self, body: dict[str, Any], customer_id: UUID) -> Response:
        """Make this customer an alias of another: what either has is read as the other's.

        What the card that stays lacks it gets from the other; `take` says what stands where they differ.
        """
        with transaction() as uow:
            return answer(uow, merging.merge(uow, customer_id, **body), CustomerRecord())


@blp.route("/customers/<uuid:customer_id>/unmerge")
class Unmerge(MethodView):
    """Taking a merger back."""

    @blp.arguments(Undoing)
    @blp.response(200, CustomerRecord)
    def post(self, body: dict[str, Any], customer_id: UUID) -> Response:
        """Make this customer one of its own again, while nothing newer hangs on either."""
        with transaction() as uow:
            return answer(uow, merging.unmerge(uow, customer_id, body["reason"]), CustomerRecord())
