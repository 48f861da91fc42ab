"""The metrics that are counted in the database, so that any process can answer for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.dispatching.tables import PlanRunRow
from app.kernel import UnitOfWork
from app.kernel.processes_seen import WORKING, present, silent_s, worker_seen_at
from app.kernel.queues import Queue
from app.kernel.tables import Seal, Timer
from app.kernel.timer_horizons import absurd_timers
from app.kernel.timer_kinds import queue_of
from app.outbox.reads import outbox
from app.promise.rules.ladder import Rung
from app.promise.tables import Alert
from app.registers.tables import Territory
from app.requests.reads.goes_on import is_open
from app.requests.tables import ServiceRequest

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure: seconds where the name ends in `_seconds`, else a count; `values` are by labels."""

    name: str
    about: str
    values: list[tuple[Labels, float]] = field(default_factory=list)


def gauges(uow: UnitOfWork) -> list[Gauge]:
    """Count as of now."""
    return [*_promises(uow), *_plans(uow), *_timers(uow), *_outbox(uow), *_processes(uow)]


def _promises(uow: UnitOfWork) -> Iterator[Gauge]:
    codes = _territories(uow)
    opened = _counts(
        uow,
        select(ServiceRequest.territory_id, func.count())
        .where(is_open())
        .group_by(ServiceRequest.territory_id),
    )
    yield Gauge(
        "onehour_promises_open",
        "Promises whose engineer has not arrived or whose work goes on",
        [({"territory": code}, opened.get((key,), 0)) for key, code in codes.items()],
    )
    open_alerts = (
        select(Alert.territory_id, Alert.rung, func.count())
        .where(Alert.cleared_at.is_(None), Alert.request_id.is_not(None))
        .group_by(Alert.territory_id, Alert.rung)
    )
    yield _by_rung("onehour_promises_in_danger", "Open alerts by rung of the danger ladder", uow, open_alerts)
    unheard = open_alerts.where(Alert.acknowledged_at.is_(None))
    yield _by_rung("onehour_alerts_unacknowledged", "Open alerts that nobody has acknowledged", uow, unheard)


def _by_rung(name: str, about: str, uow: UnitOfWork, query: Any) -> Gauge:
    found, codes = _counts(uow, query), _territories(uow)
    values: list[tuple[Labels, float]] = [
        ({"territory": code, "rung": rung.value}, found.get((key, rung.value), 0))
        for key, code in codes.items()
        for rung in Rung
    ]
    return Gauge(name, about, values)


def _plans(uow: UnitOfWork) -> Iterator[Gauge]:
    runs = uow.session.execute(
        select(Territory.code, PlanRunRow.planned_at)
        .join(PlanRunRow, PlanRunRow.territory_id == Territory.id)
        .where(Territory.active)
    )
    ages: list[tuple[Labels, float]] = [({"territory": code}, _age_s(uow, at)) for code, at in runs]
    yield Gauge("onehour_plan_age_seconds", "Since the territory was last planned", ages)


def _timers(uow: UnitOfWork) -> Iterator[Gauge]:
    rows = uow.session.execute(
        select(Timer.kind, func.min(Timer.due_at), func.count())
        .where(Timer.due_at <= uow.now)
        .group_by(Timer.kind)
    )
    waiting, late = Counter[str](), dict.fromkeys(Queue, 0.0)
    for kind, oldest, count in rows:
        queue = queue_of(kind)
        waiting[queue] += count
        late[queue] = max(late[queue], _age_s(uow, oldest))
    yield Gauge("onehour_timers_due", "Due work that waits", [({"queue": x}, waiting[x]) for x in Queue])
    yield Gauge("onehour_timers_late_seconds", "Age of the oldest", [({"queue": x}, late[x]) for x in Queue])
    failing = uow.session.scalar(select(func.count()).select_from(Timer).where(Timer.failures > 0))
    yield Gauge("onehour_timers_failing", "Work that failed and was put off", [({}, failing or 0)])
    about = "Timers further ahead than any of their kind lies"
    yield Gauge("onehour_timers_absurd", about, [({}, absurd_timers(uow))])
    sealed_at = uow.session.scalar(select(func.max(Seal.at)))
    if sealed_at is not None:
        yield Gauge(
            "onehour_seal_age_seconds", "Since the ledger was last sealed", [({}, _age_s(uow, sealed_at))]
        )


def _outbox(uow: UnitOfWork) -> Iterator[Gauge]:
    found = outbox.health(uow)
    yield Gauge("onehour_outbox_waiting", "Messages not sent yet", [({}, found.waiting)])
    yield Gauge("onehour_outbox_late_seconds", "How late the latest of them is", [({}, found.overdue_s)])
    yield Gauge(
        "onehour_outbox_unread_seconds", "Age of the oldest event not read yet", [({}, found.unread_s)]
    )
    yield Gauge("onehour_outbox_dead", "Messages given up on, to be replayed", [({}, found.dead)])
    yield Gauge("onehour_outbox_paused", "Subscriptions that were paused", [({}, found.paused)])


def _processes(uow: UnitOfWork) -> Iterator[Gauge]:
    kinds = Counter(process.kind for process in present(uow))
    names = ("web", "stream", "worker", "embedded")
    yield Gauge(
        "onehour_processes", "Processes seen within a minute", [({"kind": x}, kinds[x]) for x in names]
    )
    seen_at = worker_seen_at(uow)
    if seen_at is not None:
        about = f"Since one of {', '.join(WORKING)} was seen"
        yield Gauge("onehour_worker_seen_seconds", about, [({}, silent_s(uow, seen_at))])


def _territories(uow: UnitOfWork) -> dict[object, str]:
    rows = uow.session.execute(select(Territory.id, Territory.code).where(Territory.active))
    return {row.id: row.code for row in rows}


def _counts(uow: UnitOfWork, query: Any) -> dict[tuple[Any, ...], int]:
    return {tuple(row[:-1]): row[-1] for row in uow.session.execute(query)}


def _age_s(uow: UnitOfWork, at: datetime) -> float:
    return max((uow.now - at).total_seconds(), 0.0)
