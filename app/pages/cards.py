"""The supervision card as a page: the customer's with the code of the visit, the engineer's to print."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.queries import tracking
from app.queries.cards import card_of, card_of_request
from app.report import language_of
from app.services.links import tracking_url
from app.web.context import runtime, transaction
from app.web.languages import current
from app.web.limits import tracking_limit
from app.web.papers import card_response, photo_response
from app.web.tracked import tracked_request


@tracking_limit
def of_visit(token: str) -> str:
    """Show the card of the engineer who comes, with what confirms the arrival."""
    with transaction(write=False) as uow:
        card = card_of_request(uow, tracked_request())
        view = tracking.tracking(uow, tracked_request())
    return render_template(
        "card.html",
        card=card,
        view=view,
        back=url_for("pages.track", token=token),
        image=url_for("pages.card_image", token=token, lang=_language()),
    )


@tracking_limit
def image_of_visit(token: str) -> Response:
    """Draw the card with the code that opens this customer's page."""
    with transaction(write=False) as uow:
        card = card_of_request(uow, tracked_request())
    return card_response(card, _language(), tracking_url(runtime().settings, token))


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
        image=url_for("engineer_papers.Card", engineer_id=engineer_id, lang=_language()),
    )


def _language() -> str:
    return language_of(str(current()))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/t/<token>/card", "card_of_visit", of_visit)
    site.add_url_rule("/t/<token>/card.png", "card_image", image_of_visit)
    site.add_url_rule("/t/<token>/photo", "photo_of_visit", photo_of_visit)
    site.add_url_rule("/engineers/<uuid:engineer_id>/card", "card_of_engineer", of_engineer)
