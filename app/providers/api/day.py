"""A provider's day over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView

from app.providers.api.shapes import GivenVisit, Giving, OfferAnswered, ProviderDayShown
from app.providers.commands.day import accept_offer, decline_offer, give
from app.providers.reads.day import provider_day
from app.requests.api.bodies import Reason
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint(
    "provider_day", __name__, url_prefix="/api/v1", description="What service providers do for their people"
)


@blp.route("/provider-day")
class Day(MethodView):
    """The day."""

    @blp.response(200, ProviderDayShown)
    def get(self) -> Any:
        """Read the open visits of my people, with the offers that wait for an answer."""
        with transaction(write=False) as uow:
            return provider_day(uow)


@blp.post("/offers/<uuid:offer_id>/accept")
@blp.response(200, OfferAnswered)
def accept(offer_id: UUID) -> Response:
    """Say yes for one of my people; said again it changes nothing."""
    with transaction() as uow:
        return answer(uow, accept_offer(uow, offer_id), OfferAnswered())


@blp.post("/offers/<uuid:offer_id>/decline")
@blp.arguments(Reason)
@blp.response(200, OfferAnswered)
def decline(body: dict[str, Any], offer_id: UUID) -> Response:
    """Say no for one of my people, who is not asked for the visit again."""
    with transaction() as uow:
        return answer(uow, decline_offer(uow, offer_id, body["reason"]), OfferAnswered())


@blp.post("/visits/<uuid:visit_id>/give")
@blp.arguments(Giving)
@blp.response(200, GivenVisit)
def give_visit(body: dict[str, Any], visit_id: UUID) -> Response:
    """Give a visit of my people to another of them; refused with the reasons where he may not serve it."""
    with transaction() as uow:
        return answer(uow, give(uow, visit_id, body["engineer_id"], body["version"]), GivenVisit())
