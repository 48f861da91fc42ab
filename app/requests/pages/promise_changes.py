"""Forms of a request's page that end it without a visit, or agree on a later hour."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.requests.commands import appointments, remote
from app.requests.commands.locks import check_version, locked_request
from app.requests.errors import AppointmentRefused
from app.requests.reads.places import zone_of_request
from app.requests.tables import ServiceRequest
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import local_instant, see, text_of, whole_number
from app.web.wording import say

MAX_NOTE = longest(ServiceRequest.solved_remotely_note)
MAX_NAME = longest(ServiceRequest.solved_remotely_by)


def solve_remotely(request_id: UUID) -> Response:
    """Record that the problem was solved without a visit."""
    try:
        with transaction() as uow:
            _check(uow, request_id)
            how = remote.parse_how(request.form.get("how", ""))
            note = text_of("note", MAX_NOTE)
            remote.solve_remotely(uow, request_id, how, note, request.form.get("by", "")[:MAX_NAME])
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused, said=_why_not(refused))
    else:
        flash(say(Phrase("Recorded as solved without a visit. Call the customer back as after one.")), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def appointment(request_id: UUID) -> Response:
    """Agree on a later hour, in the site's local time."""
    try:
        with transaction() as uow:
            _check(uow, request_id)
            at = local_instant(request.form.get("at", ""), zone_of_request(uow, request_id), "at")
            appointments.agree(uow, request_id, at, request.form.get("agreed_by", "")[:MAX_NAME])
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused, said=_why_not(refused))
    else:
        flash(say(Phrase("The later hour is agreed. The first one stays in the history.")), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def _check(uow: UnitOfWork, request_id: UUID) -> None:
    """Refuse what was decided on an older state of the request; the customer's own form names none."""
    check_version(locked_request(uow, request_id), whole_number("version"))


def why_not(refused: Exception) -> str:
    """Say what was wrong: field by field where fields are, else what the problem means."""
    return _why_not(refused) or kept.why_not(refused)


def _why_not(refused: Exception) -> str:
    return say(refused.detail) if isinstance(refused, AppointmentRefused) else ""


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/requests/<uuid:request_id>"
    site.add_url_rule(f"{one}/solve-remotely", "request_solve_remotely", solve_remotely, methods=["POST"])
    site.add_url_rule(f"{one}/appointment", "request_appointment", appointment, methods=["POST"])
