"""Saying when a return visit may begin that waits for a part: on the list of returns, and at its request."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.requests.commands.returns import set_return
from app.requests.reads.places import request_of_visit, zone_of_request
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import local_address, local_instant, see
from app.web.wording import say


def return_set(visit_id: UUID) -> Response:
    """Take the hour by the clock of the place; left empty it is now."""
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, visit_id)
        zone = zone_of_request(uow, request_id)
    text = request.form.get("not_before_at", "").strip()
    try:
        with transaction() as uow:
            set_return(uow, visit_id, local_instant(text, zone, "not_before_at") if text else uow.now)
    except errors.Invalid as refused:
        kept.keep(refused)
    except errors.Conflict as refused:
        flash(kept.why_not(refused), "bad")
    else:
        flash(say(Phrase("The return visit is being planned for then.")), "good")
    here = url_for("pages.request_page", request_id=request_id)
    return see(local_address(request.form.get("next"), here))


def register(site: Blueprint) -> None:
    """Add the address."""
    at = "/visits/<uuid:visit_id>/return-set"
    site.add_url_rule(at, "visit_set_return", return_set, methods=["POST"])
