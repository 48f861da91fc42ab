"""The supervision card over HTTP: a picture, answered with an ETag of the content."""

from __future__ import annotations

from flask import Response, request

from app.cards.commands.cards import card_url
from app.cards.reads.cards import Carded
from app.cards.report.card import PHOTO, PPI, CardFacts, supervision_card
from app.documents.api.documents import callers_language, letterhead, private
from app.kernel.errors import NotFound
from app.web.context import runtime


def card_response(card: Carded, language: str | None) -> Response:
    """Answer with a supervision card as PNG, whose QR code opens the page that asks for the customer's code.

    The card of a visit is the same for whoever asks for it, as often as he does.

    Raises:
        TryAgain: too many documents are being rendered.
    """
    photo, opens = (
        card.photo_sha256 if card.photo else None,
        card_url(runtime().settings, card.id, card.visit_id),
    )
    facts = CardFacts(card.name, card.number, card.stars, photo, opens)
    head = letterhead(runtime().settings, card.hotline)
    document = supervision_card(facts, head, language or callers_language())
    if request.if_none_match.contains(document.fingerprint):
        return private(Response(status=304), document)
    png = document.png({PHOTO: card.photo} if card.photo else {}, PPI)
    return private(Response(png, mimetype="image/png"), document)


def photo_response(card: Carded) -> Response:
    """Answer with the engineer's photograph.

    Raises:
        NotFound: there is none.
    """
    if card.photo is None or card.photo_sha256 is None:
        raise NotFound("photograph", card.number)
    answer = Response(card.photo, mimetype="image/jpeg")
    answer.set_etag(card.photo_sha256[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
