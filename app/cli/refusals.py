"""Answers to what is no request yet: the server refuses it before any application sees it."""

from __future__ import annotations

import json
from http import HTTPStatus

from gunicorn.http import errors

LONGEST_LINE = 8190
"""Of a request's first line, and of each field of its head; the server counts no further."""

_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ExpectationFailed, 417),
    (errors.ForbiddenProxyRequest, 403),
    (errors.ParseException, 400),
)
_WHY = {
    414: f"The address is longer than {LONGEST_LINE} bytes with its method.",
    431: f"The head is larger than 64 kB, has a field of more than {LONGEST_LINE} bytes, or too many fields.",
    400: "This is no request that can be read.",
}


def status_of(error: BaseException) -> int | None:
    """Return the status with which a request that cannot be read is refused; None where that was not it."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), None)


def refusal(status: int) -> bytes:
    """Return a whole answer, a problem after which the connection ends; it repeats nothing of the request."""
    phrase = HTTPStatus(status).phrase
    slug = "-".join(phrase.lower().replace("-", " ").split())
    body = {
        "type": f"/problems/{slug}",
        "title": phrase,
        "status": status,
        "detail": _WHY.get(status, f"{phrase}."),
        # Every problem names where it came up; of an address that was not read that is the server itself.
        "instance": "/",
    }
    text = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 {status} {phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text
