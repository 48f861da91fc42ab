"""Sending an account's link from its page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.outbox.commands.invitation_sending import send_invitation, shown
from app.web.context import transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say


def send(user_id: UUID) -> Response:
    """Have the link sent; the same form sent twice sends once."""
    at = url_for("pages.user", user_id=user_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            person = send_invitation(uow, user_id, request.form.get("to", ""))
            once.led_to(uow, at)
        flash(say(Phrase("The link is on its way to %(to)s.", to=shown(person))), "good")
    except once.SentBefore:
        flash(say(Phrase("The link is on its way already.")), "good")
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused, said=say(refused.detail))
    return see(at)


def register(site: Blueprint) -> None:
    """Add the address."""
    at = "/users/<uuid:user_id>/invitation/send"
    site.add_url_rule(at, "invitation_send", send, methods=["POST"])
