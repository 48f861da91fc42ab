"""Drafts of calls: kept while somebody types, gone on with in another browser, thrown away."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.hotline.commands import keeping
from app.hotline.pages.bodies import NOT_KEPT
from app.web.context import transaction
from app.web.pages.forms import see


def keep(form_key: UUID) -> Response:
    """Keep what was typed so far; a form with nothing in it is no draft."""
    typed = {name: text for name, text in request.form.items() if name not in NOT_KEPT and text.strip()}
    with transaction() as uow:
        if typed.keys() - {"about", "customer_id"}:
            keeping.keep(uow, str(form_key), typed)
        else:
            keeping.erase(uow, str(form_key))
    return Response(status=204)


def drop(form_key: UUID) -> Response:
    """Throw one away."""
    with transaction() as uow:
        keeping.erase(uow, str(form_key))
    return see(url_for("pages.hotline"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/hotline/drafts/<uuid:form_key>"
    site.add_url_rule(at, "hotline_keep", keep, methods=["POST"])
    site.add_url_rule(f"{at}/drop", "hotline_drop", drop, methods=["POST"])
