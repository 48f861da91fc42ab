"""The clock's own worker: APScheduler looks for due timers every half second, embedded or on its own."""

from __future__ import annotations

from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from app.runtime import Runtime, unit_of_work
from app.worker.handlers import arm_standing
from app.worker.jobs import run_due

LOOK_EVERY_S = 0.5

log = structlog.get_logger(__name__)


class WorkerRefused(RuntimeError):
    """A simulation's time moves by its own call alone, so nothing may work by the clock."""

    def __init__(self) -> None:
        super().__init__("in a simulation work is done by POST /sim/v1/advance, not by a worker")


def start_embedded(runtime: Runtime) -> BackgroundScheduler | None:
    """Work in a thread of this process; None where the settings forbid it or the clock is simulated."""
    with unit_of_work(runtime) as uow:
        arm_standing(uow)
    if runtime.settings.simulated or not runtime.settings.embedded_worker:
        return None
    scheduler = BackgroundScheduler(timezone=UTC)
    _schedule(scheduler, runtime)
    scheduler.start()
    return scheduler


def run_worker(runtime: Runtime, scheduler: BaseScheduler | None = None) -> None:
    """Work until interrupted.

    Raises:
        WorkerRefused: the clock is simulated.
    """
    if runtime.settings.simulated:
        raise WorkerRefused
    with unit_of_work(runtime) as uow:
        arm_standing(uow)
    scheduler = scheduler or BlockingScheduler(timezone=UTC)
    _schedule(scheduler, runtime)
    log.info("worker started")
    scheduler.start()


def _schedule(scheduler: BaseScheduler, runtime: Runtime) -> None:
    scheduler.add_job(
        run_due, "interval", args=[runtime], seconds=LOOK_EVERY_S, id="due", max_instances=1, coalesce=True
    )
