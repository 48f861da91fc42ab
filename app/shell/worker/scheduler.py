"""Who does due work: threads for each queue, in the server's process or in one of its own.

APScheduler is the clock alone: twice a second it wakes the threads for what falls due by time and for
wake-ups that were lost.  Commits wake them in between, those of other processes through the listener.
"""

from __future__ import annotations

from datetime import UTC
from threading import Event, Thread
from typing import Protocol

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app.kernel import Runtime, unit_of_work
from app.kernel.away import is_away
from app.kernel.timer_kinds import arm_standing
from app.shell.worker import driven
from app.shell.worker.job_queue import JobQueue
from app.shell.worker.long_jobs import JobThread
from app.shell.worker.presence import Presence
from app.shell.worker.queue_threads import QueueThreads

LOOK_EVERY_S = 0.5
DRIVE_EVERY_S = 0.02
PATIENCE_S = 20.0
"""How long a worker that is told to stop waits for what it has in hand."""

log = structlog.get_logger(__name__)


class WorkerRefused(RuntimeError):
    """The server moves the simulated clock itself, so nothing else may."""

    def __init__(self) -> None:
        super().__init__(
            "in a simulation the server works by itself; with ONEHOUR_EMBEDDED_WORKER=false a worker does"
        )


class Worker(Protocol):
    """Something that works until it is told to stop."""

    def start(self) -> None:
        """Begin."""

    def stop(self, within_s: float) -> None:
        """Finish or give back what is in hand."""


class Working:
    """Clock and queues, woken by whoever commits what is due, and beside them the long work."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._clock = BackgroundScheduler(timezone=UTC)
        self._clock.add_job(
            runtime.work_wake_up.wake,
            "interval",
            seconds=LOOK_EVERY_S,
            id="look",
            max_instances=1,
            coalesce=True,
        )
        self._queues = QueueThreads(runtime)
        self._jobs = _long_work(runtime)

    def start(self) -> None:
        """Begin."""
        self._runtime.listener.start()
        self._queues.start()
        self._clock.start()
        self._jobs.start()

    def stop(self, within_s: float) -> None:
        """Take nothing new, finish what is in hand, and give back what takes longer."""
        self._clock.shutdown(wait=False)
        self._jobs.stop(within_s)
        self._queues.stop(within_s)


class Driving:
    """Moves a simulation's clock when a web process asks for it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="driver", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Drive no further; another worker goes on from where this one stops."""
        self._stopping.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        ill = False
        while not self._stopping.is_set():
            try:
                driven.drive(self._runtime)
                ill = False
            except Exception as lost:  # the database may be away; what was asked for stands there
                if not ill and not is_away(lost):
                    log.exception("cannot drive")
                ill = True
            self._stopping.wait(DRIVE_EVERY_S)


def _long_work(runtime: Runtime) -> Worker:
    return JobQueue(runtime) if runtime.engine.dialect.name == "postgresql" else JobThread(runtime)


def start_embedded(runtime: Runtime) -> Worker | None:
    """Work in threads of this process; None where the settings forbid it or the clock is simulated."""
    _arm_standing(runtime)
    if runtime.settings.simulated or not runtime.settings.embedded_worker:
        return None
    return _started(Working(runtime))


def run_worker(runtime: Runtime, stop: Event) -> None:
    """Work in this process until `stop` is set; then finish or give back what is in hand.

    In a simulation it moves the clock for the web processes, unless the server itself does.

    Raises:
        WorkerRefused: the server itself moves the simulated clock.
    """
    if runtime.settings.simulated and runtime.settings.embedded_worker:
        raise WorkerRefused
    _arm_standing(runtime)
    presence = Presence(runtime, "worker")
    presence.start()
    working = _started(Driving(runtime) if runtime.settings.simulated else Working(runtime))
    log.info("worker started")
    stop.wait()
    working.stop(PATIENCE_S)
    presence.stop()
    log.info("worker stopped")


def _arm_standing(runtime: Runtime) -> None:
    """Arm what runs anyway, unless this clock is too far off; the heartbeat does it once that is right."""
    with unit_of_work(runtime) as uow:
        if runtime.drift.trusts(uow.now, uow.session.connection()):
            arm_standing(uow)


def _started(worker: Worker) -> Worker:
    worker.start()
    return worker
