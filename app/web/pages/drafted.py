"""What pages of things in versions do alike: begin the next, bring in a file, publish, throw away, save."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.drafts import InVersions
from app.kernel.phrases import Phrase
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.pages import kept, once
from app.web.pages.forms import see, whole_number
from app.web.wording import say

Address = Callable[[UUID], str]
_NO_VERSION = -1


def seen() -> int:
    """Return the row version that the form was made from."""
    given = whole_number("version")
    return _NO_VERSION if given is None else given


def sent_file(longest: int) -> str:
    """Return the text of the file that was sent, one character beyond `longest` at most; empty without."""
    sent = request.files.get("file")
    if not (sent and sent.filename):
        return ""
    return sent.stream.read(longest + 1).decode("utf-8", errors="replace")


def begun(
    begin: Callable[[UnitOfWork], InVersions],
    address: Address,
    again: Callable[[UnitOfWork, errors.Invalid], str],
) -> Response:
    """Begin a draft once, or lead to the version that stands in its way; what is wrong is shown `again`."""
    try:
        with transaction() as uow:
            once.reserve(uow)
            return see(once.led_to(uow, address(begin(uow).id)))
    except errors.Conflict as refused:
        flash(say(refused.detail), "bad")
        known = refused.extra.get("draft_id") or refused.extra.get("version_id")
        return see(address(UUID(known)))
    except errors.Invalid as refused:
        with transaction(write=False) as uow:
            return make_response(again(uow, refused), 422)
    except once.SentBefore as before:
        return see(before.address)


def next_begun(begin: Callable[[UnitOfWork], InVersions], address: Address) -> Response:
    """Begin the next version, or go on with the draft that there is."""
    try:
        with transaction() as uow:
            key = begin(uow).id
    except errors.Conflict as refused:
        flash(say(refused.detail), "bad")
        key = UUID(refused.extra["draft_id"])
    return see(address(key))


def published(
    publish: Callable[[UnitOfWork], InVersions], told: Callable[[int], Phrase], address: str
) -> Response:
    """Put a draft into force and tell it, or say why not."""
    try:
        with transaction() as uow:
            flash(say(told(publish(uow).number)), "good")
    except errors.Invalid:
        flash(say(Phrase("Not published yet: first mend what is listed below.")), "bad")
    except (errors.Conflict, errors.Forbidden) as refused:
        flash(_why(refused), "bad")
    return see(address)


def thrown_away(throw_away: Callable[[UnitOfWork], None], address: str, listed: str) -> Response:
    """Throw a draft away, and show the list."""
    try:
        with transaction() as uow:
            throw_away(uow)
    except errors.Conflict as refused:
        flash(_why(refused), "bad")
        return see(address)
    flash(say(Phrase("The draft is gone. The version in force stays.")), "good")
    return see(listed)


def toml_file(text: str, name: str) -> Response:
    """Send a version as a file."""
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/toml; charset=utf-8"
    return as_file(answer, name)


def _why(refused: errors.OneHourError) -> str:
    """Say what a conflict is: the sentence of a general one, else what the problem means."""
    return say(refused.detail) if type(refused) is errors.Conflict else kept.why_not(refused)
