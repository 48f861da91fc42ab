"""Probes for supervisors and load balancers: alive, and ready to serve."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, jsonify
from structlog import get_logger

from app import migrate
from app.errors import Phrase
from app.pages import metrics
from app.queries import processes
from app.runtime import unit_of_work
from app.runtime.principal import ANONYMOUS
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
        return problem(503, "unavailable", Phrase("The database cannot be reached."))
    wanted = _shipped_revision()
    if found != wanted:
        detail = Phrase(
            "The database is at revision %(found)s, and %(wanted)s is needed: run `onehour db upgrade`.",
            found=found,
            wanted=wanted,
        )
        return problem(503, "unavailable", detail, database=found, code=wanted)
    return jsonify(status="ready", revision=found, warnings=_warnings())


def _warnings() -> list[str]:
    """What is wrong elsewhere: taking this process out of service would only make that worse."""
    if runtime().settings.simulated:
        return []
    with unit_of_work(runtime(), ANONYMOUS, write=False) as uow:
        seen_at = processes.worker_seen_at(uow)
        if seen_at is None:
            return ["No worker has been seen: nothing is planned and no promise is watched."]
        silent_s = round((uow.now - seen_at).total_seconds())
    if silent_s < processes.MISSED_AFTER.total_seconds():
        return []
    return [f"No worker has been seen for {silent_s} s: nothing is planned and no promise is watched."]


def blueprint() -> Blueprint:
    """Return the probes' blueprint."""
    probes = Blueprint("probes", __name__)
    probes.add_url_rule("/healthz", view_func=healthz)
    probes.add_url_rule("/readyz", view_func=readyz)
    metrics.register(probes)
    return probes
