"""A customer's question or complaint, written on a page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.hotline.tables import Call
from app.kernel import errors
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.mine.commands import complaints
from app.web.context import transaction
from app.web.limits import public_write_limit
from app.web.pages import kept, once
from app.web.pages.forms import see, text_of
from app.web.wording import say

MAX_TEXT = longest(Call.note)
COMPLAINT = "complaint"

_NOTED = Phrase("Your complaint is with our office. Somebody gets in touch with you within 24 hours.")
_ASKED = Phrase("Your question is with our office. We answer within four hours; the answer stands here.")


def send() -> Response:
    """Take a question or a complaint."""
    is_complaint = request.form.get("kind") == COMPLAINT
    return _taken(url_for("pages.mine"), None, is_complaint=is_complaint)


def complain(request_id: UUID) -> Response:
    """Take a complaint about one request."""
    return _taken(url_for("pages.my_request", request_id=request_id), request_id, is_complaint=True)


def _taken(at: str, request_id: UUID | None, *, is_complaint: bool) -> Response:
    said = _NOTED if is_complaint else _ASKED
    try:
        with transaction() as uow:
            once.reserve(uow)
            text = text_of("text", MAX_TEXT)
            if is_complaint:
                complaints.complain(uow, once.key(), text, request_id)
            else:
                complaints.question(uow, text)
            once.led_to(uow, at)
    except once.SentBefore:
        flash(say(said), "good")
    except (errors.Invalid, errors.Conflict) as refused:
        kept.keep(refused)
    else:
        flash(say(said), "good")
    return see(at)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/mine/words", "words_to_us", public_write_limit(send), methods=["POST"])
    about = "/mine/requests/<uuid:request_id>/complain"
    site.add_url_rule(about, "my_complaint", public_write_limit(complain), methods=["POST"])
