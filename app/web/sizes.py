"""How large a body may be, by who sends it and where; decided before anything of it is read.

Whoever is not signed in may make the server read and check a form or a few fields, and no more.
"""

from __future__ import annotations

from flask import Flask, request

from app.errors import Phrase, TooLarge
from app.runtime import Role
from app.web.context import principal
from app.web.policy import POLICY, policy_key

ANONYMOUS_BYTES = 64 * 1024
JSON_BYTES = 4 * 1024 * 1024
"""The largest that a program of ours sends is a phone's batch, of 2 MB."""

_STRANGERS = frozenset({Role.ANONYMOUS, Role.TRACKING})


def limit_now() -> int | None:
    """Return the limit of this request's body; None for the installation's own.

    An address that strangers may call is as narrow for everybody: signing in is no larger for whoever is
    signed in already.
    """
    access = POLICY.get(policy_key())
    if principal().role in _STRANGERS or access is None or access.roles & _STRANGERS:
        return ANONYMOUS_BYTES
    return JSON_BYTES if request.is_json else None


def check() -> None:
    """Refuse what says that it is too large, and read no more than the limit of what says nothing.

    Raises:
        TooLarge: the announced length is over the limit.
    """
    limit = limit_now()
    if limit is None or limit > (request.max_content_length or limit):
        return
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise TooLarge(Phrase("The body"), limit)


def register(flask_app: Flask) -> None:
    """Look at every request once the caller is known."""
    flask_app.before_request(check)
