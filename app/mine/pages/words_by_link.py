"""What a customer who need not sign in says behind his tracking link: that something is still wrong."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.mine.commands import complaints
from app.mine.pages.words_to_us import MAX_TEXT
from app.portal.api.tracked import tracked_request
from app.requests.pages.promise_changes import why_not
from app.web.context import transaction
from app.web.limits import public_write_limit
from app.web.pages import once
from app.web.pages.forms import see, text_of
from app.web.wording import say

_NOTED = Phrase("Our office has your words now. Somebody gets in touch with you within 24 hours.")


def tell(token: str) -> Response:
    """Take what is wrong; the desk is told at once."""
    at = url_for("pages.track", token=token)
    try:
        with transaction() as uow:
            once.reserve(uow)
            text = text_of("text", MAX_TEXT)
            complaints.complain_by_link(uow, once.key(), text, tracked_request())
            once.led_to(uow, at)
    except once.SentBefore:
        flash(say(_NOTED), "good")
    except (errors.Conflict, errors.Invalid) as refused:
        flash(why_not(refused), "bad")
    else:
        flash(say(_NOTED), "good")
    return see(at)


def register(site: Blueprint) -> None:
    """Add the address."""
    at = "/t/<token>/still-wrong"
    site.add_url_rule(at, "tell_wrong", public_write_limit(tell), methods=["POST"])
