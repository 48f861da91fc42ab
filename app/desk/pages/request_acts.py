"""What a dispatcher does with a request as a whole: calling it off, closing it, a note."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from app.desk.pages.contact import reason
from app.desk.pages.meanwhile import since
from app.kernel import errors
from app.kernel.phrases import Phrase
from app.requests.api.bodies import MAX_NOTE
from app.requests.commands import amend, follow_up
from app.requests.commands.cancel import cancel_request
from app.requests.errors import IllegalTransition, VisitFrozen
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import ServiceRequest
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import see, text_of, whole_number
from app.web.wording import say

_CANCELLED = Phrase("Cancelled. The engineer is let go, and the customer's page says so with the reason.")


def cancel(request_id: UUID) -> Response:
    """Call the request off; a second press changes nothing, and who was slower is told what happened."""
    try:
        with transaction() as uow:
            if _is(uow.get(ServiceRequest, request_id), RequestState.CANCELLED):
                flash(say(Phrase("The request is cancelled already.")), "good")
            else:
                cancel_request(uow, request_id, reason(), whole_number("version"))
                flash(say(_CANCELLED), "good")
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused, said=_why_not(refused, request_id))
    return _back(request_id)


def close(request_id: UUID) -> Response:
    """Close a request whose customer was called back; a second press changes nothing."""
    try:
        with transaction() as uow:
            if not _is(uow.get(ServiceRequest, request_id), RequestState.CLOSED):
                follow_up.close(uow, request_id)
        flash(say(Phrase("The request is closed.")), "good")
    except errors.Conflict as refused:
        kept.keep(refused)
    return _back(request_id)


def note(request_id: UUID) -> Response:
    """Write a note into the history."""
    try:
        with transaction() as uow:
            amend.add_note(uow, request_id, text_of("note", MAX_NOTE))
        flash(say(Phrase("The note stands in the history.")), "good")
    except errors.Invalid as refused:
        kept.keep(refused)
    return _back(request_id)


def _is(asked: ServiceRequest, state: RequestState) -> bool:
    return asked.state == state


def _why_not(refused: Exception, request_id: UUID) -> str:
    if isinstance(refused, VisitFrozen):
        said = say(
            Phrase(
                "Not cancelled: an engineer is on site. Ring the engineer; the visit is ended there, or in"
                " the office below."
            )
        )
    elif isinstance(refused, IllegalTransition):
        said = say(Phrase("Not cancelled: the work is over. Call the customer back, then close the request."))
    elif isinstance(refused, errors.VersionConflict):
        with transaction(write=False) as uow:
            told = since(uow, request_id, whole_number("seen") or 0)
        what = say(Phrase("; ")).join(dict.fromkeys(one.title for one in told[:5]))
        said = say(
            Phrase(
                "Not cancelled: the request changed meanwhile (%(what)s). Look, and press again.", what=what
            )
        )
    else:
        return ""
    return str(said)


def _back(request_id: UUID) -> Response:
    return see(url_for("pages.request_page", request_id=request_id))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/requests/<uuid:request_id>"
    site.add_url_rule(f"{one}/cancel", "request_cancel", cancel, methods=["POST"])
    site.add_url_rule(f"{one}/close", "request_close", close, methods=["POST"])
    site.add_url_rule(f"{one}/notes", "request_note", note, methods=["POST"])
