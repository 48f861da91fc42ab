"""How large a body may be, by who sends it and where; decided before anything of it is read.

Whoever is not signed in may make the server read and check a form or a few fields, and no more.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.kernel import Role
from app.kernel.errors import TooLarge
from app.kernel.phrases import Phrase
from app.web.context import principal
from app.web.policy import access_to, policy_key

ANONYMOUS_BYTES = 64 * 1024
JSON_BYTES = 256 * 1024
"""Room for the longest lists and texts that a body may hold; where more is sent, the access row says so."""

FORM_FIELDS = 200
"""More than any form of ours has; a part of an upload is a field too."""

_STRANGERS = frozenset({Role.ANONYMOUS, Role.TRACKING})


def limit_now() -> int | None:
    """Return the limit of this request's body; None for the installation's own.

    An address that strangers may call is as narrow for everybody: signing in is no larger for whoever is
    signed in already.
    """
    access = access_to(policy_key())
    if principal().role in _STRANGERS or access is None or access.roles & _STRANGERS:
        return ANONYMOUS_BYTES
    return (access.json_bytes or JSON_BYTES) if request.is_json else None


def check() -> None:
    """Refuse what says that it is too large, and read no more than the limit of what says nothing.

    Raises:
        TooLarge: the announced length is over the limit.
        RequestEntityTooLarge: a form has too many fields.
        UnsupportedMediaType: it is packed; nothing here unpacks.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaType(Phrase("Send the body as it is, without Content-Encoding."))
    limit = limit_now()
    if limit is not None and limit <= (request.max_content_length or limit):
        request.max_content_length = limit
        if (request.content_length or 0) > limit:
            raise TooLarge(Phrase("The body"), limit)
    _check_read()
    _check_fields()


def _check_read() -> None:
    """Read what does not say how large it is: the rest over the limit would be cut off without a word."""
    most = request.max_content_length
    if "Transfer-Encoding" in request.headers and most and len(request.get_data(cache=True)) >= most:
        raise TooLarge(Phrase("The body"), most)


def _check_fields() -> None:
    """Count a form's fields before they are taken apart; those of an upload the framework counts."""
    most = request.max_form_memory_size
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    if most is not None and (request.content_length or 0) > most:
        return  # it is refused unread
    if request.get_data(cache=True).count(b"&") >= FORM_FIELDS:
        raise RequestEntityTooLarge(Phrase("A form has %(most)s fields at most.", most=FORM_FIELDS))


def register(flask_app: Flask) -> None:
    """Look at every request once the caller is known."""
    flask_app.before_request(check)
