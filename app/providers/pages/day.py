"""A provider's day: offers to answer for its people, and visits to give to another of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.providers.commands import day
from app.providers.pages import words
from app.providers.reads.day import provider_day as day_of_provider
from app.requests.api.bodies import MAX_REASON
from app.web.context import runtime, transaction
from app.web.pages.forms import see, text_of, whole_number
from app.web.wording import say

_GONE = Phrase("This visit is not one of your people's any more.")


def provider_day() -> str:
    """Show it."""
    with transaction(write=False) as uow:
        return render_template(
            "provider_day.html",
            day=day_of_provider(uow),
            words=words,
            now=uow.now,
            ticking=not runtime().settings.simulated,
            longest=MAX_REASON,
        )


def accept(offer_id: UUID) -> Response:
    """Say yes for one of its people."""
    return _done(lambda uow: day.accept_offer(uow, offer_id), Phrase("Accepted: the engineer is told."))


def decline(offer_id: UUID) -> Response:
    """Say no for one of its people."""

    def act(uow: UnitOfWork) -> object:
        return day.decline_offer(uow, offer_id, text_of("reason", MAX_REASON))

    return _done(act, Phrase("Declined: others are asked."))


def give(visit_id: UUID) -> Response:
    """Give a visit to another of its people."""

    def act(uow: UnitOfWork) -> object:
        return day.give(uow, visit_id, _engineer_id(), whole_number("version"))

    return _done(act, Phrase("Given to the engineer."))


def _engineer_id() -> UUID:
    try:
        return UUID(request.form.get("engineer_id", ""))
    except ValueError as bad:
        raise errors.Invalid({"engineer_id": Phrase("Choose to whom.")}) from bad


def _done(act: Callable[[UnitOfWork], object], told: Phrase) -> Response:
    try:
        with transaction() as uow:
            act(uow)
    except errors.NotFound:
        flash(say(_GONE), "bad")
    except (errors.Conflict, errors.Invalid) as refused:
        flash(words.why_not(refused), "bad")
    else:
        flash(say(told), "good")
    return see(url_for("pages.provider_day"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/providers/day"
    site.add_url_rule(at, "provider_day", provider_day)
    for name, view in (("accept", accept), ("decline", decline)):
        site.add_url_rule(f"{at}/offers/<uuid:offer_id>/{name}", f"provider_{name}", view, methods=["POST"])
    site.add_url_rule(f"{at}/visits/<uuid:visit_id>/give", "provider_give", give, methods=["POST"])
