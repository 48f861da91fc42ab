"""Repeats: an `Idempotency-Key` is unique per principal and route, and its answer lives 24 hours.

The key is reserved in the transaction of the write and the answer is stored in it too, so either
both exist after a crash or neither does.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import Response, g, json, request
from marshmallow import Schema
from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.tables import IdempotencyKey
from app.kernel.upserts import insert_or_ignore
from app.web.errors import IdempotencyKeyReused

HEADER = "Idempotency-Key"
LIFETIME = timedelta(hours=24)
MAX_LENGTH = 200
MAX_ROUTE = 160


class Replay(Exception):
    """The write was done before; `answer` is what it said."""

    def __init__(self, row: IdempotencyKey) -> None:
        self.row = row
        super().__init__(row.key)

    def response(self) -> Response:
        """Return the stored answer, marked as a replay."""
        made = Response(self.row.answer, status=self.row.status, mimetype="application/json")
        made.headers["Idempotent-Replayed"] = "true"
        if self.row.etag:
            made.set_etag(self.row.etag)
        return made


def reserve(uow: UnitOfWork) -> None:
    """Take the request's key, if it carries one; waits for a writer that holds the same key.

    Raises:
        Replay: this write was done before.
        IdempotencyKeyReused: the key was used with another body.
        Invalid: the key is empty or too long.
    """
    key = request.headers.get(HEADER)
    # PUT and DELETE repeat safely by their If-Match.
    if key is None or request.method != "POST" or g.get("idempotency_reserved"):
        return
    if not 0 < len(key) <= MAX_LENGTH:
        raise Invalid(
            {HEADER: Phrase("must have %(least)s to %(most)s characters", least=1, most=MAX_LENGTH)}
        )
    body_digest, route = _body_digest(), _route()
    where = (
        IdempotencyKey.principal == uow.principal.key,
        IdempotencyKey.route == route,
        IdempotencyKey.key == key,
    )
    reservation = {
        "principal": uow.principal.key,
        "route": route,
        "key": key,
        "body_digest": body_digest,
        "status": 0,
        "answer": "",
        "expires_at": uow.now + LIFETIME,
    }
    taken = insert_or_ignore(uow, IdempotencyKey, reservation)
    row = uow.session.scalars(select(IdempotencyKey).where(*where)).one()
    if not taken and row.expires_at > uow.now:
        if row.body_digest != body_digest:
            raise IdempotencyKeyReused(key)
        raise Replay(row)
    row.body_digest, row.expires_at = body_digest, uow.now + LIFETIME
    g.idempotency_reserved = (row.principal, row.route, row.key)


def replay_if_done(uow: UnitOfWork) -> None:
    """Answer a repeat of a call whose answer is stored, before its work begins; for long work.

    Raises:
        Replay: this write was done before.
        IdempotencyKeyReused: the key was used with another body.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return
    row = uow.session.get(IdempotencyKey, (uow.principal.key, _route(), key))
    if row is None or row.expires_at <= uow.now:
        return
    if row.body_digest != _body_digest():
        raise IdempotencyKeyReused(key)
    raise Replay(row)


def _route() -> str:
    route = f"{request.method} {request.path}"
    return route if len(route) <= MAX_ROUTE else hashlib.sha256(route.encode()).hexdigest()


def _body_digest() -> str:
    return hashlib.sha256(request.get_data(cache=True)).hexdigest()


def answer(
    uow: UnitOfWork,
    result: Any,
    schema: Schema,
    status: int = 200,
    *,
    etag: str | None = None,
) -> Response:
    """Serialise the answer of a write inside its transaction, and store it under the key if there is one.

    A view returns what this returns.  Called again later in the same request (a second transaction
    that knows more), it replaces the stored answer.  What the schema names as `SHOWN_ONCE` is not stored.
    """
    shown = schema.dump(result)
    text = json.dumps(shown)
    reserved = g.get("idempotency_reserved")
    if reserved:
        row = uow.get(IdempotencyKey, reserved)
        row.status, row.etag = status, etag
        once = getattr(schema, "SHOWN_ONCE", ())
        row.answer = json.dumps(shown | dict.fromkeys(once)) if once else text
    made = Response(text, status=status, mimetype="application/json")
    if etag:
        made.set_etag(etag)
    return made
