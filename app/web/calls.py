"""Each call has an id, which its log lines, its answer and its problems carry, and one line when it is over.

The line names the route, never the address: addresses hold tokens of tracking links.
"""

from __future__ import annotations

import re
from time import perf_counter
from uuid import UUID, uuid4

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from app.web.context import principal, route, runtime

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = frozenset({"static", "probes.healthz", "probes.readyz", "metrics.show"})

log = structlog.get_logger(__name__)


def begin() -> None:
    """Take the caller's id for this call if it is harmless, else make one; name what the address names."""
    given = request.headers.get(HEADER, "")
    g.call_id = given if _SANE.fullmatch(given) else uuid4().hex
    g.call_began = perf_counter()
    clear_contextvars()
    bind_contextvars(call_id=g.call_id)
    named = {name: str(value) for name, value in (request.view_args or {}).items() if isinstance(value, UUID)}
    bind_contextvars(**named)


def end(response: Response) -> Response:
    """Measure the call, log it, and tell its id."""
    took_s = perf_counter() - g.call_began
    response.headers[HEADER] = g.call_id
    metrics = runtime().metrics
    metrics.requests.labels(request.method, route(), str(response.status_code)).observe(took_s)
    tell = log.debug if request.endpoint in _QUIET else log.info
    tell(
        "call",
        method=request.method,
        route=route(),
        status=response.status_code,
        ms=round(1000 * took_s, 1),
        who=principal().key,
    )
    return response


def register(flask_app: Flask) -> None:
    """Surround every call; to be registered before all else, so that nothing lies outside."""
    flask_app.before_request(begin)
    flask_app.after_request(end)
