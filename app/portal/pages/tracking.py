"""The customer's page behind a tracking link: who comes, when, and the customer's say about it.

No form token here: the link's own token in the address is the secret that another site does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.documents.api.documents import report_response
from app.documents.reads.report import reported_visit
from app.documents.report import language_of
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.portal.api.tracked import tracked_request, tracked_view
from app.portal.commands import portal
from app.portal.pages import card_words
from app.portal.pages.rating_form import rating_typed, thanks
from app.portal.reads.tracking import Tracking
from app.promise.pages import words
from app.requests.commands import appointments
from app.requests.pages.promise_changes import why_not
from app.requests.reads.places import zone_of_request
from app.requests.rules.lifecycle import RequestState, VisitState
from app.web.context import runtime, transaction
from app.web.languages import current
from app.web.limits import public_write_limit, tracking_limit
from app.web.pages import once
from app.web.pages.forms import local_instant, see
from app.web.wording import say

WHY_AGAIN: Mapping[str | None, Phrase] = {
    "part_missing": Phrase("a part was missing that we have to get first"),
    "no_access": Phrase("nobody could let the engineer in"),
    "customer_absent": Phrase("nobody was there"),
    "needs_specialist": Phrase("a specialist is needed for it"),
    "other": Phrase("the work could not be finished"),
    None: Phrase("the work was recorded as done, and something is still wrong"),
}
"""Why somebody has to come again, by what the visit before ended with."""

RETURN_STEPS = (
    Phrase("Earlier visit made"),
    Phrase("Engineer assigned"),
    Phrase("On the way"),
    Phrase("On site"),
    Phrase("Done"),
)
"""What a customer can tell apart of a return visit: it does not begin anew."""

_REACHED = {
    VisitState.ACCEPTED: 1,
    VisitState.EN_ROUTE: 2,
    VisitState.ON_SITE: 3,
    VisitState.INCOMPLETE: 3,
    VisitState.COMPLETED: 4,
    VisitState.CONFIRMED: 4,
}
"""Visit state → index in `words.STEPS` of the last step taken; other states are at the first."""


@tracking_limit
def track(token: str) -> str:
    """Show how the request stands; with `?part=status` only the moving part."""
    with transaction(write=False) as uow:
        view = tracked_view(uow)
        key = once.fresh(uow)
    template = "parts/tracking_status.html" if request.args.get("part") == "status" else "tracking.html"
    return render_template(
        template,
        token=token,
        once=key,
        **shown_status(view, lambda page: url_for(f"pages.{page}", token=token)),
    )


def shown_status(view: Tracking, at: Callable[[str], str], csrf: str = "") -> dict[str, Any]:
    """Return what the moving part needs: `at` gives the address of a page of this request by its name.

    Its forms carry `csrf` where a session, not a link, is what lets them in.
    """
    return {
        "view": view,
        "at": at,
        "csrf": csrf,
        "step": _REACHED.get(VisitState(view.visit_state), 0) if view.visit_state else 0,
        "words": words,
        "why_again": WHY_AGAIN,
        "steps": RETURN_STEPS if view.earlier else words.STEPS,
        "cancelled": view.state == RequestState.CANCELLED,
        "scores": range(portal.MIN_SCORE, portal.MAX_SCORE + 1),
        "max_comment": portal.MAX_COMMENT,
        "card_words": card_words,
        "ticking": not runtime().settings.simulated,
    }


@public_write_limit
def confirm_arrival(token: str) -> Response:
    """The engineer is here."""
    return _answer(token, portal.confirm_arrival, say(Phrase("Thank you. The arrival is confirmed.")))


@public_write_limit
def confirm(token: str) -> Response:
    """The work is done; over a void signature only who ticks to know it."""
    knowing = "acknowledge_void" in request.form

    def confirming(uow: UnitOfWork, request_id: UUID) -> object:
        return portal.confirm(uow, request_id, acknowledge_void=knowing)

    return _answer(token, confirming, say(Phrase("Thank you. The result is confirmed.")))


@public_write_limit
def rate(token: str) -> Response:
    """Grade the visit."""

    def rating(uow: UnitOfWork, request_id: UUID) -> object:
        return portal.rate(uow, request_id, *rating_typed())

    return _answer(token, rating, say(thanks()))


@public_write_limit
def later(token: str) -> Response:
    """Ask for a later hour, by the clock of the place."""

    def put_off(uow: UnitOfWork, request_id: UUID) -> object:
        zone = zone_of_request(uow, request_id)
        return appointments.agree(uow, request_id, local_instant(request.form.get("at", ""), zone, "at"))

    return _answer(token, put_off, say(Phrase("Agreed. We come at the later hour.")))


@public_write_limit
def report(token: str) -> Response:
    """The service report of the newest visit that has ended."""
    del token
    with transaction(write=False) as uow:
        visit_id = reported_visit(uow, tracked_request())
    return report_response(visit_id, language_of(str(current())))


def _answer(token: str, act: Callable[[UnitOfWork, UUID], object], thanks: str) -> Response:
    """Do it and say thanks; what cannot be done is said on the same page."""
    try:
        with transaction() as uow:
            act(uow, tracked_request())
    except (errors.Conflict, errors.Invalid) as refused:
        flash(why_not(refused), "bad")
    else:
        flash(thanks, "good")
    return see(url_for("pages.track", token=token))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/t/<token>", view_func=track)
    site.add_url_rule("/t/<token>/report.pdf", "report_of_link", report)
    site.add_url_rule("/t/<token>/confirm-arrival", "tell_arrival", confirm_arrival, methods=["POST"])
    site.add_url_rule("/t/<token>/confirm", "tell_done", confirm, methods=["POST"])
    site.add_url_rule("/t/<token>/appointment", "tell_later", later, methods=["POST"])
    site.add_url_rule("/t/<token>/rate", "tell_score", rate, methods=["POST"])
