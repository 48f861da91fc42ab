"""The supervision card as a page: the customer's with the code of the visit, the engineer's to print."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cards.api.card_answers import card_response, photo_response
from app.cards.commands.card_codes import read_card_code
from app.cards.commands.cards import Opened, Refusal, open_with_code
from app.cards.reads.cards import Carded, card_of, card_of_request, is_void
from app.documents.report import language_of
from app.kernel.phrases import Phrase
from app.portal.api.tracked import tracked_request, tracked_view
from app.web.context import runtime, transaction
from app.web.languages import current
from app.web.limits import public_write_limit, tracking_limit
from app.web.pages.forms import see
from app.web.wording import say

_CODE = re.compile(r"[0-9]{4}")


@tracking_limit
def of_visit(token: str) -> str:
    """Show the card of the engineer who comes, with what confirms the arrival."""
    with transaction(write=False) as uow:
        card = card_of_request(uow, tracked_request())
        view = tracked_view(uow)
    return render_template(
        "card.html",
        card=card,
        view=view,
        back=url_for("pages.track", token=token),
        image=url_for("pages.card_image", token=token, lang=_language()),
    )


@tracking_limit
def image_of_visit(token: str) -> Response:
    """Draw the card of the visit: the one that the engineer shows at the door."""
    del token
    with transaction(write=False) as uow:
        card = card_of_request(uow, tracked_request())
    return card_response(card, _language())


@tracking_limit
def photo_of_visit(token: str) -> Response:
    """Send the photograph of the engineer who comes."""
    del token
    with transaction(write=False) as uow:
        card = card_of_request(uow, tracked_request())
    return photo_response(card)


def of_engineer(engineer_id: UUID) -> str:
    """Show the card that the engineer carries, to print."""
    with transaction(write=False) as uow:
        card = card_of(uow, engineer_id)
    return render_template(
        "card.html",
        card=card,
        view=None,
        back=None,
        image=url_for("engineer_cards.Card", engineer_id=engineer_id, lang=_language()),
    )


def ask_code(engineer_id: UUID) -> str:
    """Show the page that the carried card opens: who stands at the door, and the field for the code."""
    with transaction(write=False) as uow:
        card = card_of(uow, engineer_id)
    return _asking(card, url_for("pages.card_take_code", engineer_id=engineer_id))


def ask_code_of_visit(code: str) -> str:
    """Show the page that the card of a visit opens; a void one says so, and asks for nothing."""
    told = read_card_code(runtime().settings, code)
    with transaction(write=False) as uow:
        card, void = card_of(uow, told.engineer_id), is_void(uow, told.visit_id, told.engineer_id)
    return _asking(card, url_for("pages.card_visit_take_code", code=code), void=void)


def _asking(card: Carded, action: str, *, void: bool = False) -> str:
    return render_template("card_code.html", card=card, action=action, void=void)


@public_write_limit
def take_code(engineer_id: UUID) -> Response:
    """Open the customer's page to whoever knows the customer's code; it is never shown."""
    return _take(engineer_id, None, url_for("pages.card_code", engineer_id=engineer_id))


@public_write_limit
def take_code_of_visit(code: str) -> Response:
    """Likewise, of the visit that the card is for alone."""
    told = read_card_code(runtime().settings, code)
    return _take(told.engineer_id, told.visit_id, url_for("pages.card_visit_code", code=code))


def _take(engineer_id: UUID, visit_id: UUID | None, again: str) -> Response:
    code = request.form.get("code", "").strip()
    if not _CODE.fullmatch(code):  # a slip of the finger is no try
        flash(say(Phrase("The code has four digits.")), "bad")
        return see(again)
    with transaction() as uow:
        opened = open_with_code(uow, engineer_id, code, visit_id)
    if opened.refusal is None:
        return see(url_for("pages.track", token=opened.token))
    flash(_why_not(opened), "bad")
    return see(again)


def _why_not(opened: Opened) -> str:
    match opened.refusal:
        case Refusal.WRONG:
            return say(
                Phrase.counted(
                    "This code is wrong. %(num)s try is left.",
                    "This code is wrong. %(num)s tries are left.",
                    opened.left,
                )
            )
        case Refusal.LOCKED:
            return say(Phrase("Too many wrong codes. Confirm by the link that we sent you."))
        case Refusal.NOT_ARRIVED:
            return say(Phrase("The engineer has not reported the arrival yet."))
        case Refusal.VOID:
            return say(Phrase("This card is void: the visit is no longer this engineer's."))
        case Refusal.USED:
            return say(
                Phrase("The engineer's phone has used this code. Please use the link that we sent you.")
            )
    return say(Phrase("This engineer has no visit under way."))


def _language() -> str:
    return language_of(str(current()))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/t/<token>/card", "card_of_visit", of_visit)
    site.add_url_rule("/t/<token>/card.png", "card_image", image_of_visit)
    site.add_url_rule("/t/<token>/photo", "photo_of_visit", photo_of_visit)
    site.add_url_rule("/engineers/<uuid:engineer_id>/card", "card_of_engineer", of_engineer)
    site.add_url_rule("/cards/<uuid:engineer_id>", "card_code", ask_code)
    site.add_url_rule("/cards/<uuid:engineer_id>", "card_take_code", take_code, methods=["POST"])
    site.add_url_rule("/card/<code>", "card_visit_code", ask_code_of_visit)
    site.add_url_rule("/card/<code>", "card_visit_take_code", take_code_of_visit, methods=["POST"])
