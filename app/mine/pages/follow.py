"""One of a customer's own requests: what its tracking link shows, and the same acts, under his account."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.mine.pages.words_to_us import MAX_TEXT
from app.portal.commands import portal
from app.portal.pages.rating_form import rating_typed, thanks
from app.portal.pages.tracking import shown_status
from app.portal.reads.tracking import tracking
from app.requests.commands import appointments
from app.requests.commands.cancel import cancel_request
from app.requests.commands.links import Rights, tracking_token
from app.requests.pages.promise_changes import why_not
from app.requests.reads.places import zone_of_request
from app.requests.rules.lifecycle import RequestState, VisitState, may_advance
from app.requests.tables import ServiceRequest
from app.web.context import principal, transaction
from app.web.limits import public_write_limit
from app.web.pages import once
from app.web.pages.forms import local_instant, see
from app.web.wording import say

_ACTS = {
    "tell_arrival": "my_arrival",
    "tell_done": "my_confirm",
    "tell_score": "my_rating",
    "tell_later": "my_later",
}
"""What a link's form is sent to → what the account's is."""

_LONGEST_REASON = longest(ServiceRequest.cancel_reason)


def follow(request_id: UUID) -> str:
    """Show how the request stands; with `?part=status` only the moving part."""
    with transaction(write=False) as uow:
        view = tracking(uow, request_id, may_act=True, shows_code=True)
        # Pictures and papers stand under links: one that only shows, made for this page alone.
        link, _ = tracking_token(uow.settings, request_id, uow.now, Rights.READ, principal().key)
        key = once.fresh(uow)

    def at(page: str) -> str:
        if page in _ACTS:
            return url_for(f"pages.{_ACTS[page]}", request_id=request_id)
        return url_for(f"pages.{page}", token=link)

    part = request.args.get("part") == "status"
    return render_template(
        "parts/tracking_status.html" if part else "my_request.html",
        **shown_status(view, at, generate_csrf()),
        most=MAX_TEXT,
        most_reason=_LONGEST_REASON,
        may_cancel=may_advance(RequestState(view.state), RequestState.CANCELLED)
        and view.visit_state != VisitState.ON_SITE,
        once=key,
    )


def confirm_arrival(request_id: UUID) -> Response:
    """The engineer is here."""
    return _answer(request_id, portal.confirm_arrival, say(Phrase("Thank you. The arrival is confirmed.")))


def confirm(request_id: UUID) -> Response:
    """The work is done; over a void signature only who ticks to know it."""
    knowing = "acknowledge_void" in request.form

    def confirming(uow: UnitOfWork, key: UUID) -> object:
        return portal.confirm(uow, key, acknowledge_void=knowing)

    return _answer(request_id, confirming, say(Phrase("Thank you. The result is confirmed.")))


def rate(request_id: UUID) -> Response:
    """Grade the visit."""

    def rating(uow: UnitOfWork, key: UUID) -> object:
        return portal.rate(uow, key, *rating_typed())

    return _answer(request_id, rating, say(thanks()))


def later(request_id: UUID) -> Response:
    """Ask for a later hour, by the clock of the place."""

    def put_off(uow: UnitOfWork, key: UUID) -> object:
        return appointments.agree(
            uow, key, local_instant(request.form.get("at", ""), zone_of_request(uow, key), "at")
        )

    return _answer(request_id, put_off, say(Phrase("Agreed. We come at the later hour.")))


def cancel(request_id: UUID) -> Response:
    """Call the own request off, as long as nobody is there."""
    reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]

    def call_off(uow: UnitOfWork, key: UUID) -> object:
        if uow.get(ServiceRequest, key).state == RequestState.CANCELLED:
            return None
        return cancel_request(uow, key, reason or say(Phrase("Called off by the customer")))

    return _answer(request_id, call_off, say(Phrase("Your request is called off.")))


def _answer(request_id: UUID, act: Callable[[UnitOfWork, UUID], object], thanks: str) -> Response:
    try:
        with transaction() as uow:
            act(uow, request_id)
    except (errors.Conflict, errors.Invalid) as refused:
        flash(why_not(refused), "bad")
    else:
        flash(thanks, "good")
    return see(url_for("pages.my_request", request_id=request_id))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/mine/requests/<uuid:request_id>"
    site.add_url_rule(one, "my_request", follow)
    acts = {
        "my_arrival": ("confirm-arrival", confirm_arrival),
        "my_confirm": ("confirm", confirm),
        "my_rating": ("rate", rate),
        "my_later": ("appointment", later),
        "my_cancel": ("cancel", cancel),
    }
    for name, (verb, act) in acts.items():
        site.add_url_rule(f"{one}/{verb}", name, public_write_limit(act), methods=["POST"])
