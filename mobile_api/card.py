"""The engineer's own supervision card."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.queries.cards import card_of
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.papers import PNG, ReportLanguage, card_response
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
