"""Every error leaves as an RFC 9457 problem; each class says which status and slug it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import structlog
from flask import Flask, Response, g, json, request
from marshmallow import INCLUDE, Schema, fields
from werkzeug.exceptions import HTTPException

from app.kernel import errors
from app.kernel.away import is_away
from app.kernel.phrases import Phrase
from app.web import languages
from app.web.context import route, runtime
from app.web.http_texts import DEFAULTS, TITLES
from app.web.hygiene import LONGEST_PATH, MAX_FAULTS
from app.web.idempotency import Replay
from app.web.shapes import SOMETIMES
from app.web.wording import say, say_each
from checklists import AnswerInvalid, SignatureInvalid
from dispatch.fields import SnapshotError

MIMETYPE = "application/problem+json"

PureError = SnapshotError | AnswerInvalid | SignatureInvalid
PURE = (SnapshotError, AnswerInvalid, SignatureInvalid)
"""The errors of the pure packages: a field that is not valid, and why, in both languages."""


class Problem(Schema):
    """RFC 9457 problem details; further members say more, by the kind of problem."""

    class Meta:
        """Leave room for them."""

        unknown = INCLUDE

    type = fields.String(metadata={"description": "Names the kind of problem, `/problems/<slug>`"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    instance = fields.String()
    errors_left_out = fields.Integer(
        metadata={"description": "How many messages more there were", SOMETIMES: True}
    )
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Field path → messages", SOMETIMES: True},
    )


def problem(
    status: int, slug: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any
) -> Response:
    """Build a problem answer in the reader's language; `extra` members stand beside the standard ones."""
    if "errors" in extra:
        shown, left_out = first_errors(extra["errors"])
        extra["errors"] = say_each(shown)
        if left_out:
            extra["errors_left_out"] = left_out
    body = {
        "type": f"/problems/{slug}",
        "title": say(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": say(detail),
        "instance": request.path,
        **extra,
    }
    if "call_id" in g:
        body["call_id"] = g.call_id
    made = Response(json.dumps(body), status=status, mimetype=MIMETYPE, headers=dict(headers or {}))
    made.content_language.add(languages.lang())
    made.vary.add("Accept-Language")
    return made


def first_errors(found: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], int]:
    """Return the first fifty messages by field, and how many more there are."""
    shown: dict[str, list[str]] = {}
    room = MAX_FAULTS
    for path, texts in found.items():
        if room <= 0:
            break
        shown[path[:LONGEST_PATH]] = list(texts)[:room]
        room -= len(texts)
    total = sum(map(len, found.values()))
    return shown, max(total - MAX_FAULTS, 0)


def flatten(messages: object, path: str = "", *, in_list: bool = False) -> dict[str, list[str]]:
    """Turn marshmallow's nested messages into `{"contact.phone": ["…"]}`."""
    if isinstance(messages, Mapping):
        merged: dict[str, list[str]] = {}
        for key, inner in messages.items():
            # A `Dict` wraps its values' messages in "value"; under a list index that is a field's name.
            wrapped = key == "_schema" or (key == "value" and not in_list)
            here = path if wrapped else f"{path}.{key}".lstrip(".")
            for place, texts in flatten(inner, here, in_list=isinstance(key, int)).items():
                merged.setdefault(place, []).extend(texts)
        return merged
    if isinstance(messages, Iterable) and not isinstance(messages, str):
        return {path: [_text(message) for message in messages]}
    return {path: [_text(messages)]}


def _text(message: object) -> str:
    """Keep what a phrase knows of itself, which `str` would strip off."""
    return message if isinstance(message, str) else str(message)


def slug_of(error: Exception) -> str:
    """Return the slug of an error that becomes a problem."""
    return _row_of(error)[1]


def _row_of(error: Exception) -> tuple[int, str]:
    if isinstance(error, errors.OneHourError):
        return error.status, error.slug
    return errors.Invalid.status, errors.Invalid.slug


def _from_domain(error: errors.OneHourError | PureError) -> Response:
    status, slug = _row_of(error)
    extra: dict[str, Any] = dict(getattr(error, "extra", {}))
    if isinstance(error, errors.Invalid):
        extra["errors"] = error.errors
    elif isinstance(error, PURE):
        extra["errors"] = {error.path: [Phrase.of(error.text)]}
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(getattr(error, "retry_after_s", 1))
    if isinstance(error, errors.TooManyCalls):
        headers["Retry-After"] = str(error.retry_after_s)
    return problem(status, slug, _detail(error), headers, **extra)


def _detail(error: errors.OneHourError | PureError) -> str:
    if isinstance(error, errors.OneHourError):
        return error.detail
    why = Phrase.of(error.text)
    return Phrase("%(path)s: %(why)s", path=error.path, why=why) if error.path else why


def _from_http(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect or an answer made by hand
        return cast("Response", error.response)
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    messages = data.get("messages") or data.get("errors")
    extra: dict[str, Any] = {}
    if messages:
        # webargs groups by location ("json", "query"); people know the field.
        inner = [part for part in messages.values() if isinstance(part, Mapping)]
        extra["errors"] = flatten(inner[0] if len(messages) == 1 and inner else messages)
    slug = (
        "invalid"
        if status == HTTPStatus.UNPROCESSABLE_ENTITY
        else re.sub(r"[^a-z]+", "-", error.name.lower())
    )
    detail = Phrase("Some fields are not valid.") if messages else _described(error)
    return problem(status, slug, detail, _kept_headers(error), **extra)


def _described(error: HTTPException) -> str:
    if error.description == type(error).description:
        return DEFAULTS.get(error.code or 500, error.description or "")
    return error.description or ""


def _kept_headers(error: HTTPException) -> dict[str, str]:
    return {
        name: value
        for name, value in error.get_headers()
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}
    }


def _from_bug(error: Exception) -> Response:
    if is_away(error):
        runtime().outage.met(error)
        return _from_domain(errors.DatabaseAway())
    structlog.get_logger(__name__).exception("unhandled", route=route(), error=type(error).__name__)
    return problem(500, "internal", Phrase("The server failed; nothing was written."))


def answer(error: Exception) -> Response:
    """Return the problem that `error` becomes; for doors that go on to show it in another form."""
    if isinstance(error, Replay):
        return error.response()
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, (errors.OneHourError, *PURE)):
        return _from_domain(error)
    return _from_bug(error)


def register(flask_app: Flask) -> None:
    """Install the handlers."""
    kinds: tuple[type[Exception], ...] = (errors.OneHourError, *PURE)
    for kind in kinds:
        flask_app.register_error_handler(kind, _from_domain)
    flask_app.register_error_handler(Replay, lambda replay: replay.response())
    flask_app.register_error_handler(HTTPException, _from_http)
    flask_app.register_error_handler(Exception, _from_bug)
