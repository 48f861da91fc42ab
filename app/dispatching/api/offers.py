"""Offers, as the office watches them."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.dispatching.reads.plan import offers
from app.requests.rules.lifecycle import OfferState
from app.web.api import Blueprint, QuerySchema, WithOfficeNotes, rows_of_page
from app.web.context import transaction
from app.web.shapes import word

blp = Blueprint("offers", __name__, url_prefix="/api/v1", description="Who was asked, and the answers")


class OfferFilter(QuerySchema):
    """Which offers to list."""

    state = word(OfferState)


class OfferShown(WithOfficeNotes):
    """One engineer asked for one visit."""

    OFFICE_NOTES = ("reason",)

    id = fields.UUID()
    visit_id = fields.UUID()
    request_id = fields.UUID(attribute="visit.request_id")
    engineer_id = fields.UUID()
    state = word(OfferState)
    offered_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    answered_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


@blp.route("/offers")
class Offers(MethodView):
    """Offers."""

    @blp.listing(OfferShown, OfferFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List offers, newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, offers(uow, chosen.get("state")), pagination_parameters)
