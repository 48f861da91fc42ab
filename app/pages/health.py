"""Probes for supervisors and load balancers: alive, and ready to serve."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, jsonify
from structlog import get_logger

from app import migrate
from app.web.context import runtime
from app.web.problems import problem


@cache
def _shipped_revision() -> str | None:
    return migrate.head()


def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


def readyz() -> Response:
    """The database is reachable and has the schema that this code was written for."""
    try:
        found = migrate.current(runtime().engine)
    except Exception:  # whatever the driver raises: a probe must answer
        logger = get_logger(__name__)
        logger.exception("not_ready")
        return problem(503, "unavailable", "The database cannot be reached.")
    wanted = _shipped_revision()
    if found != wanted:
        detail = f"The database is at revision {found}, and {wanted} is needed: run `onehour db upgrade`."
        return problem(503, "unavailable", detail, database=found, code=wanted)
    return jsonify(status="ready", revision=found)


def blueprint() -> Blueprint:
    """Return the probes' blueprint."""
    probes = Blueprint("probes", __name__)
    probes.add_url_rule("/healthz", view_func=healthz)
    probes.add_url_rule("/readyz", view_func=readyz)
    return probes
