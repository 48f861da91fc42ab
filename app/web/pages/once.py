"""A form that is sent twice writes once: each one that is shown carries a key of its own.

The key is reserved in the transaction of the write, as an `Idempotency-Key` is (`app.web.idempotency`), and
where the answer led is kept beside it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from uuid import UUID

from flask import request
from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.tables import IdempotencyKey
from app.kernel.upserts import insert_or_ignore
from app.web.context import runtime

FIELD = "once"
LIFETIME = timedelta(hours=24)
_NOT_SAID = ("csrf_token", FIELD)


class SentBefore(Exception):
    """This form was sent before: `address` is where it led; `same` whether it said the same."""

    def __init__(self, address: str, *, same: bool) -> None:
        self.address, self.same = address, same
        super().__init__(address)


def fresh(uow: UnitOfWork) -> str:
    """Return the key of a form that is about to be shown."""
    return str(runtime().new_id(uow.now))


def key() -> str:
    """Return the key of the form that was sent.

    Raises:
        Invalid: it has none, or none of ours.
    """
    try:
        return str(UUID(request.form.get(FIELD, "")))
    except ValueError as bad:
        raise Invalid({FIELD: Phrase("The form has expired; reload the page.")}) from bad


def reserve(uow: UnitOfWork) -> None:
    """Take the form's key; waits for a writer that holds the same.

    Raises:
        SentBefore: it was taken, and what it wrote stands.
        Invalid: the form has none.
    """
    said = {name: text for name, text in request.form.items() if name not in _NOT_SAID}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    row = {
        "principal": uow.principal.key,
        "route": f"{request.method} {request.path}"[:160],
        "key": key(),
        "body_digest": digest,
        "status": 0,
        "answer": "",
        "expires_at": uow.now + LIFETIME,
    }
    if insert_or_ignore(uow, IdempotencyKey, row):
        return
    before = _row(uow)
    raise SentBefore(before.answer, same=before.body_digest == digest)


def led_to(uow: UnitOfWork, address: str) -> str:
    """Keep where the form led, and return it."""
    row = _row(uow)
    row.status, row.answer = 303, address
    return address


def _row(uow: UnitOfWork) -> IdempotencyKey:
    return uow.session.scalars(
        select(IdempotencyKey).where(
            IdempotencyKey.principal == uow.principal.key,
            IdempotencyKey.route == f"{request.method} {request.path}"[:160],
            IdempotencyKey.key == key(),
        )
    ).one()
