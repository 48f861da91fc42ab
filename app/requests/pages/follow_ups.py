"""The call back after a visit, as a form on the request's page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.requests.commands.follow_up import follow_up
from app.requests.commands.locks import check_version, locked_request
from app.requests.errors import IllegalTransition
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import FollowUp, ServiceRequest
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import see, whole_number
from app.web.wording import say

MAX_RESULT = longest(FollowUp.result)
_SOLVED = {"yes": True, "no": False}


def call_back(request_id: UUID) -> Response:
    """Record the call back; where the problem is not solved, a return visit is planned."""
    try:
        solved, result = _said()
        _record_once(request_id, result, solved=solved)
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        said = (
            say(Phrase("The call-back is recorded.")) if solved else say(Phrase("A return visit is planned."))
        )
        flash(said, "good")
    return see(url_for("pages.request_page", request_id=request_id))


def _record_once(request_id: UUID, result: str, *, solved: bool) -> None:
    """Record it; a second press finds it recorded."""
    try:
        with transaction() as uow:
            asked = locked_request(uow, request_id)
            if not _is_recorded(asked, solved=solved):
                check_version(asked, whole_number("version"))
            follow_up(uow, request_id, solved=solved, result=result)
    except IllegalTransition as refused:
        if refused.current != refused.target:
            raise


def _is_recorded(asked: ServiceRequest, *, solved: bool) -> bool:
    """Whether this may be the second press of the same button."""
    return solved and asked.state == RequestState.FOLLOWED_UP


def _said() -> tuple[bool, str]:
    solved, result = request.form.get("solved", ""), request.form.get("result", "").strip()
    if solved not in _SOLVED:
        raise errors.Invalid({"solved": Phrase("must say whether it is solved")})
    if not 0 < len(result) <= MAX_RESULT:
        raise errors.Invalid({"result": Phrase("must say what the customer said")})
    return _SOLVED[solved], result


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule(
        "/requests/<uuid:request_id>/follow-up", "request_follow_up", call_back, methods=["POST"]
    )
