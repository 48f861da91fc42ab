"""Input that no database keeps and no program means, refused at the door before a view reads it.

PostgreSQL keeps no NUL; half a surrogate pair is no text; nesting without end exhausts the parser; and
numbers past 2^53 are not the same number in every program.  Each would otherwise fail deep inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, request

from app.errors import Invalid, NotFound, Phrase
from app.web.idempotency import HEADER

MAX_DEPTH = 24
MAX_INTEGER = 2**53 - 1
MAX_FAULTS = 50
"""Nobody reads on after so many, and whoever sends thousands is not to be served for it."""

CLEANED = "phone"
"""A field whose text is cleaned by whoever reads it (`app.services.phone_numbers`), not refused here."""

_TEXT = Phrase("must not hold characters that are no text")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def fault_of_text(text: str) -> str | None:
    """Say what keeps `text` from being stored, or None where nothing does."""
    if "\0" in text:
        return _TEXT
    # A surrogate on its own cannot be encoded; ASCII, the usual case, needs no look.
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        return _TEXT
    return None


def faults_of(value: Any, path: str = "", depth: int = 0) -> dict[str, str]:
    """Return what is wrong with parsed JSON, by field path; empty where nothing is."""
    if depth > MAX_DEPTH:
        return {path: Phrase("is nested more than %(most)s deep", most=MAX_DEPTH)}
    if isinstance(value, str):
        # Nobody's repair waits for his number to be typed better; what reads it cleans it.
        fault = None if path.rpartition(".")[2] == CLEANED else fault_of_text(value)
        return {path: fault} if fault else {}
    if isinstance(value, Mapping):
        if any(fault_of_text(key) for key in value):
            return {path: Phrase("has a name that must not hold characters that are no text")}
        return _each(((f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()), depth)
    if isinstance(value, list):
        return _each(((f"{path}.{n}".lstrip("."), inner) for n, inner in enumerate(value)), depth)
    return _fault_of_number(value, path)


def _each(inner: Iterable[tuple[str, Any]], depth: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, value in inner:
        found |= faults_of(value, path, depth + 1)
        if len(found) >= MAX_FAULTS:
            break
    return found


def _fault_of_number(value: Any, path: str) -> dict[str, str]:
    if isinstance(value, float) and not math.isfinite(value):
        return {path: Phrase("must be a finite number")}
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return {path: Phrase("must be between %(least)s and %(most)s", least=-MAX_INTEGER, most=MAX_INTEGER)}
    return {}


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
        NotFound: a part of the address is no text: there is nothing of that name.
        Invalid: an argument or the `Idempotency-Key` is not; names it.
    """
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


def register(flask_app: Flask) -> None:
    """Check every request's address."""
    flask_app.before_request(check_request)


def register_forms(flask_app: Flask) -> None:
    """Check every form."""
    flask_app.before_request(check_form)
