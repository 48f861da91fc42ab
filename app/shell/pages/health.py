"""Probes for supervisors and load balancers: alive, and ready to serve."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, current_app, jsonify

from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel import processes_seen as processes
from app.kernel.drift import WARN_S
from app.kernel.metrics import here, process_name
from app.kernel.phrases import Phrase
from app.kernel.principal import ANONYMOUS
from app.kernel.timer_horizons import absurd_timers
from app.outbox.commands.causes import OF_THE_HOUSE
from app.outbox.reads.standing import failing_since
from app.shell import migrate
from app.shell.probing import Overdue, probe_of
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
    asked = runtime()
    try:
        found, warnings = probe_of(current_app).ask(lambda: _state(asked))
    except Overdue as late:
        busy = Phrase("This process is busy and has not come to ask the database.")
        return _not_ready(busy if late.busy else Phrase("The database does not answer in time."))
    except Exception as lost:  # noqa: BLE001 - whatever the driver raises: a probe must answer
        asked.outage.met(lost)
        return _not_ready(Phrase("The database cannot be reached."))
    asked.outage.over()
    wanted = _shipped_revision()
    if found != wanted:
        detail = Phrase(
            "The database is at revision %(found)s, and %(wanted)s is needed: run `onehour db upgrade`.",
            found=found,
            wanted=wanted,
        )
        return problem(503, "unavailable", detail, database=found, code=wanted)
    if asked.drift.is_far:
        return _not_ready(
            Phrase("The clock of this process is wrong; it takes no new requests until that is right."),
            warnings=warnings,
        )
    return jsonify(status="ready", revision=found, warnings=warnings)


def _not_ready(why: Phrase, **more: object) -> Response:
    return problem(503, "unavailable", why, {"Retry-After": "5"}, **more)


def _state(asked: Runtime) -> tuple[str | None, list[str]]:
    found = migrate.current(asked.engine)
    return found, _warnings(asked) if found == _shipped_revision() else []


def _warnings(asked: Runtime) -> list[str]:
    """What is wrong elsewhere: taking this process out of service would only make that worse."""
    if asked.settings.simulated:
        return []
    with unit_of_work(asked, ANONYMOUS, write=False) as uow:
        seen_at = processes.worker_seen_at(uow)
        silent_s = None if seen_at is None else round(processes.silent_s(uow, seen_at))
        return [
            *_missing_worker(silent_s),
            *_wrong_clocks(uow),
            *_absurd_timers(uow),
            *_failing_channels(uow),
        ]


def _missing_worker(silent_s: int | None) -> list[str]:
    if silent_s is None:
        return ["No worker has been seen: nothing is planned and no promise is watched."]
    if silent_s < processes.MISSED_AFTER.total_seconds():
        return []
    return [f"No worker has been seen for {silent_s} s: nothing is planned and no promise is watched."]


def _wrong_clocks(uow: UnitOfWork) -> list[str]:
    """The clocks of all that were seen within a minute, this process's own as it was measured last."""
    limit_s = uow.settings.clock_limit_s
    skews = {(x.host, x.pid): (process_name(x.kind, x.host, x.pid), x.skew_s) for x in processes.present(uow)}
    name, _ = skews.get(here(), ("this process", 0.0))
    skews[here()] = name, uow.runtime.drift.skew_s
    return [
        f"The clock of {name} is {abs(skew_s):.1f} s {'ahead of' if skew_s > 0 else 'behind'} the database's"
        + ("; it does no timed work until that is right." if abs(skew_s) > limit_s else ".")
        for name, skew_s in skews.values()
        if abs(skew_s) > WARN_S
    ]


def _absurd_timers(uow: UnitOfWork) -> list[str]:
    count = absurd_timers(uow)
    return (
        [f"{count} timers lie further ahead than any of their kind; a worker repairs them."] if count else []
    )


def _failing_channels(uow: UnitOfWork) -> list[str]:
    since = {channel: failing_since(uow, channel) for channel in OF_THE_HOUSE}
    return [
        f"No notice to {channel} has been taken since {at.isoformat(timespec='seconds')}; /notices says why."
        for channel, at in since.items()
        if at is not None
    ]


def blueprint() -> Blueprint:
    """Return the probes' blueprint."""
    probes = Blueprint("probes", __name__)
    probes.add_url_rule("/healthz", view_func=healthz)
    probes.add_url_rule("/readyz", view_func=readyz)
    return probes
