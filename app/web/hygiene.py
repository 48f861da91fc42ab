"""Input that no database keeps and no program means, refused at the door before a view reads it.

PostgreSQL keeps no NUL; half a surrogate pair is no text; nesting without end exhausts the parser; and
numbers past 2^53 are not the same number in every program.  Each would otherwise fail deep inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import Flask, request
from werkzeug.exceptions import RequestHeaderFieldsTooLarge

from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.web.idempotency import HEADER

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_DEPTH = 24
MAX_INTEGER = 2**53 - 1
MAX_FAULTS = 50
"""Nobody reads on after so many, and whoever sends thousands is not to be served for it."""

LONGEST_FIELD = 8190
"""Of a head, in bytes; fields of one name count together, as the server hands them on."""

LONGEST_PATH = 200
"""Characters of a field path that an answer shows."""

CLEANED = "phone"
"""A field whose text is cleaned by whoever reads it (see `phone_numbers` of the registers), not refused."""

Trail: TypeAlias = "tuple[Trail | None, str | int]"
"""Where a value stands: what holds it, and its name or number there."""

_TEXT = Phrase("must not hold characters that are no text")
_OVERLONG = "onehour.overlong"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def fault_of_text(text: str) -> str | None:
    """Say what keeps `text` from being stored, or None where nothing does."""
    if "\0" in text:
        return _TEXT
    # A surrogate on its own cannot be encoded; ASCII, the usual case, needs no look.
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return _TEXT
    return None


def faults_of(value: Any) -> dict[str, str]:
    """Return what is wrong with parsed JSON, by field path, the first fifty; empty where nothing is.

    Paths are put together for faults alone: for each of many elements it would cost more than to parse them.
    """
    found: dict[str, str] = {}
    _look(value, None, 0, found)
    return found


def _look(value: Any, trail: Trail | None, depth: int, found: dict[str, str]) -> None:
    if depth > MAX_DEPTH:
        found[_path(trail)] = Phrase("is nested more than %(most)s deep", most=MAX_DEPTH)
    elif isinstance(value, dict):
        if any(fault_of_text(key) for key in value):
            found[_path(trail)] = Phrase("has a name that must not hold characters that are no text")
        else:
            _look_into(value.items(), trail, depth, found)
    elif isinstance(value, list):
        _look_into(enumerate(value), trail, depth, found)
    elif fault := _fault_of_scalar(value, trail):
        found[_path(trail)] = fault


def _look_into(
    inner: Iterable[tuple[str | int, Any]], trail: Trail | None, depth: int, found: dict[str, str]
) -> None:
    for name, value in inner:
        if value is None or value is True or value is False:
            continue
        _look(value, (trail, name), depth + 1, found)
        if len(found) >= MAX_FAULTS:
            return


def _path(trail: Trail | None) -> str:
    """`contact.phones.0`; names are cut, for the answer shows no more of them."""
    parts: list[str] = []
    while trail is not None:
        trail, name = trail
        parts.append(str(name)[:LONGEST_PATH])
    return ".".join(reversed(parts))


def _fault_of_scalar(value: Any, trail: Trail | None) -> str | None:
    if isinstance(value, str):
        # Nobody's repair waits for his number to be typed better; what reads it cleans it.
        return None if trail is not None and trail[1] == CLEANED else fault_of_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Phrase("must be a finite number")
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return Phrase("must be between %(least)s and %(most)s", least=-MAX_INTEGER, most=MAX_INTEGER)
    return None


def check_json(value: Any) -> None:
    """Refuse a parsed body that could not be kept.

    Raises:
        Invalid: names each field.
    """
    if found := faults_of(value):
        raise Invalid(found)


def check_request() -> None:
    """Refuse an address, query or key that could not be kept; runs before anything else reads them.

    Raises:
        RequestHeaderFieldsTooLarge: a field of the head, taken together, is longer than one may be.
        NotFound: a part of the address is no text: there is nothing of that name.
        Invalid: an argument or the `Idempotency-Key` is not; names it.
    """
    if _OVERLONG in request.environ:
        raise RequestHeaderFieldsTooLarge(
            Phrase(
                "%(name)s is longer than %(limit)s bytes.",
                name=request.environ[_OVERLONG],
                limit=LONGEST_FIELD,
            )
        )
    for name, part in (request.view_args or {}).items():
        if isinstance(part, str) and fault_of_text(part):
            raise NotFound(name, "")
    fields = [*request.args.items(multi=True)]
    if key := request.headers.get(HEADER):
        fields.append((HEADER, key))
    _check_fields(fields)


def check_form() -> None:
    """Refuse a form that could not be kept; runs when it is known how large it may be.

    Raises:
        Invalid: names the fields.
    """
    if request.mimetype in _FORMS:
        _check_fields(request.form.items(multi=True))


def _check_fields(fields: Iterable[tuple[str, str]]) -> None:
    found = {name: fault for name, text in fields if (fault := fault_of_text(text) or fault_of_text(name))}
    if found:
        raise Invalid(
            {
                name.replace("\0", "").encode("utf-8", "replace").decode(): fault
                for name, fault in found.items()
            }
        )


def without_overlong(inner: WSGIApplication) -> WSGIApplication:
    """Empty the fields of a head that were sent again and again until they are longer than one may be.

    The server joins fields of one name, and languages, cookies and tags are each taken apart and weighed
    before any view, and again for the refusal: it has to happen before anything looks at them.
    """

    def heading(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        overlong = [
            name for name, value in environ.items() if name.startswith("HTTP_") and len(value) > LONGEST_FIELD
        ]
        for name in overlong:
            environ[name] = ""
            environ[_OVERLONG] = name.removeprefix("HTTP_").replace("_", "-").title()
        return inner(environ, start_response)

    return heading


def register(flask_app: Flask) -> None:
    """Check every request's head and address."""
    flask_app.wsgi_app = without_overlong(flask_app.wsgi_app)  # type: ignore[method-assign,assignment]
    flask_app.before_request(check_request)


def register_forms(flask_app: Flask) -> None:
    """Check every form."""
    flask_app.before_request(check_form)
