"""What shows who an engineer is: the photograph and the supervision card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask.views import MethodView

from app.cards.api.card_answers import card_response, photo_response
from app.cards.reads.cards import card_of
from app.documents.api.documents import JPEG, PNG, ReportLanguage
from app.registers.commands import portraits
from app.web.api import Blueprint
from app.web.context import transaction

blp = Blueprint(
    "engineer_cards",
    __name__,
    url_prefix="/api/v1/engineers/<uuid:engineer_id>",
    description="An engineer's photograph and supervision card",
)

_PICTURE = {"schema": {"type": "string", "format": "binary"}}


@blp.route("/photo")
class EngineerPhoto(MethodView):
    """The photograph."""

    @blp.response(200, **JPEG)
    def get(self, engineer_id: UUID) -> Response:
        """Read the photograph: a square JPEG."""
        with transaction(write=False) as uow:
            card = card_of(uow, engineer_id)
        return photo_response(card)

    @blp.doc(requestBody={"required": True, "content": {"image/*": _PICTURE}})
    @blp.response(204)
    def put(self, engineer_id: UUID) -> None:
        """Set the photograph: JPEG, PNG or WebP of up to 8 MiB; a square is cut and written anew."""
        picture = portraits.portrait(request.get_data(cache=False))
        with transaction() as uow:
            portraits.set_portrait(uow, engineer_id, picture)

    @blp.response(204)
    def delete(self, engineer_id: UUID) -> None:
        """Remove the photograph."""
        with transaction() as uow:
            portraits.set_portrait(uow, engineer_id, None)


@blp.route("/card.png")
class Card(MethodView):
    """The supervision card."""

    @blp.arguments(ReportLanguage, location="query")
    @blp.response(200, **PNG)
    def get(self, chosen: dict[str, Any], engineer_id: UUID) -> Response:
        """Read the card that the engineer carries; it holds nothing that confirms an arrival."""
        with transaction(write=False) as uow:
            card = card_of(uow, engineer_id)
        return card_response(card, chosen["lang"])
