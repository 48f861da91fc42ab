"""Forms of a customer's page: merging a double, and taking a merger back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import errors
from app.errors import Phrase
from app.pages.forms import see
from app.pages.promise_changes import why_not
from app.services import merging
from app.web.context import transaction
from app.web.wording import say

MAX_REASON = 300


def merge(customer_id: UUID) -> Response:
    """Make this customer an alias of the one chosen."""
    into = customer_id
    try:
        with transaction() as uow:
            into = merging.merge(uow, customer_id, _into(), _reason()).survivor_id or customer_id
    except (errors.Conflict, errors.Invalid) as refused:
        flash(why_not(refused), "bad")
    else:
        flash(gettext("The two are one now. Nothing that was recorded has changed."), "good")
    return see(url_for("pages.customer", customer_id=into))


def unmerge(customer_id: UUID) -> Response:
    """Make this customer one of its own again."""
    try:
        with transaction() as uow:
            merging.unmerge(uow, customer_id, _reason())
    except errors.StillInUse as held:
        flash(say(held.detail), "bad")
    except (errors.Conflict, errors.Invalid) as refused:
        flash(why_not(refused), "bad")
    else:
        flash(gettext("They are two customers again."), "good")
    return see(url_for("pages.customer", customer_id=customer_id))


def _into() -> UUID:
    try:
        return UUID(request.form.get("into", ""))
    except ValueError as bad:
        raise errors.Invalid({"into": Phrase("must be a customer's id")}) from bad


def _reason() -> str:
    text = request.form.get("reason", "").strip()
    if not 0 < len(text) <= MAX_REASON:
        raise errors.Invalid({"reason": Phrase("must say why")})
    return text


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/customers/<uuid:customer_id>"
    site.add_url_rule(f"{one}/merge", "customer_merge", merge, methods=["POST"])
    site.add_url_rule(f"{one}/unmerge", "customer_unmerge", unmerge, methods=["POST"])
