"""The request's runtime, principal and unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app, g, request

from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.principal import ANONYMOUS
from app.web import idempotency

EXTENSION = "onehour"


def runtime() -> Runtime:
    """Return the runtime that the application was composed with."""
    return cast("Runtime", current_app.extensions[EXTENSION])


def principal() -> Principal:
    """Return who acts in this request."""
    return cast("Principal", g.get("principal", ANONYMOUS))


def route() -> str:
    """Return the pattern of this request's address, for logs: the address itself may hold a token."""
    return request.url_rule.rule if request.url_rule else "none"


@contextmanager
def transaction(*, write: bool = True) -> Iterator[UnitOfWork]:
    """Open the request's unit of work; it commits when the block ends without an exception.

    A write under an `Idempotency-Key` reserves the key first, so that a repeat, even at the same
    moment, replays the stored answer and writes nothing.
    """
    with unit_of_work(runtime(), principal(), write=write) as uow:
        if write:
            idempotency.reserve(uow)
        yield uow
