"""The engineer's own supervision card: for any visit, and the one of a visit in hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.cards.api.card_answers import card_response
from app.cards.reads.cards import card_of, card_of_visit
from app.documents.api.documents import PNG, ReportLanguage
from app.web.api import Blueprint
from app.web.context import transaction
from mobile_api.engineer import engineer_id

blp = Blueprint("mobile_card", __name__, url_prefix="/mobile/v1", description="The supervision card")


@blp.get("/card.png")
@blp.arguments(ReportLanguage, location="query")
@blp.response(200, **PNG)
def card(chosen: dict[str, Any]) -> Response:
    """Read the card to show at the door; it holds nothing that confirms an arrival."""
    with transaction(write=False) as uow:
        shown = card_of(uow, engineer_id())
    return card_response(shown, chosen["lang"])


@blp.get("/visits/<uuid:visit_id>/card.png")
@blp.arguments(ReportLanguage, location="query")
@blp.response(200, **PNG)
def card_for_visit(chosen: dict[str, Any], visit_id: UUID) -> Response:
    """Read the one card of a visit that was accepted; asked again, it is the same.

    Once the visit is somebody else's the card is void: the page behind its code says so.
    """
    with transaction(write=False) as uow:
        shown = card_of_visit(uow, visit_id)
    return card_response(shown, chosen["lang"])
