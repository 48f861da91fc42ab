"""Long work in this process: on SQLite, and in a simulation, one thread takes the jobs in their order."""

from __future__ import annotations

from threading import Event, Thread

import structlog

from app.jobs.commands import running
from app.kernel import Runtime, unit_of_work
from app.kernel.away import is_away

LOOK_EVERY_S = 5.0
"""How long it sleeps without a wake-up: jobs of dead workers and those put off are found then."""

log = structlog.get_logger(__name__)


class JobThread:
    """Runs jobs one after the other, woken together with the queues' threads."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Give back what runs at its next step."""
        self._stopping.set()
        self._runtime.work_wake_up.wake()
        self._thread.join(within_s)

    def _run(self) -> None:
        ill = False
        while not self._stopping.is_set():
            seen = self._runtime.work_wake_up.count
            try:
                while not self._stopping.is_set() and run_next(self._runtime, self._stopping):
                    pass
                ill = False
            except Exception as lost:  # the database may be away; what is to be done stands there
                if not ill and not is_away(lost):
                    log.exception("cannot run jobs")
                ill = True
            if not self._stopping.is_set():
                self._runtime.work_wake_up.wait(seen, LOOK_EVERY_S)


def run_next(runtime: Runtime, stopping: Event | None = None) -> bool:
    """Run the job that waits longest; returns whether there was one."""
    with unit_of_work(runtime, write=False) as uow:
        found = [job.id for job in running.waiting(uow, 1)]
    for job_id in found:
        running.run(runtime, job_id, stopping)
    return bool(found)
