"""Long work on PostgreSQL: procrastinate hands the jobs out to the workers of any number of machines.

What a job is and how far it is stands in `jobs`, in the same transaction as what its start depends on.
Workers feed procrastinate from there, so a queue that lost something, or was emptied, is filled again;
a job too many finds its row held or ended and does nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.exc import SQLAlchemyError

from app.jobs.commands import running
from app.jobs.hooks import KINDS
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import OneHourError
from app.kernel.queue_schema import address

if TYPE_CHECKING:
    from procrastinate.jobs import Job

TASK = "onehour.job"
CONNECT_S = 5.0
AT_A_TIME = 4
"""Jobs that one worker runs beside each other, of different queues."""

LOOK_EVERY_S = 5.0
FORGET_EVERY_S = 30.0
"""How often all that waits is offered to the queue again, and jobs of dead workers are struck out of it."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
MOST = 100

log = structlog.get_logger(__name__)


class PutOff(Exception):
    """The job is to be looked at again after `pause`."""

    def __init__(self, pause: timedelta) -> None:
        self.pause = pause
        super().__init__(f"again in {pause}")


class WhenPutOff(BaseRetryStrategy):
    """Has procrastinate retry what was put off, when it was put off to."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Tell when; None where a job broke in a way that nobody foresaw: its row brings it back."""
        del job
        if isinstance(exception, PutOff):
            return RetryDecision(retry_in={"seconds": max(1, round(exception.pause.total_seconds()))})
        return None


def make_app(runtime: Runtime, stopping: Event | None = None) -> App:
    """Return procrastinate's application over this database: for workers and for its own tooling."""
    connector = PsycopgConnector(**address(runtime.engine), min_size=1, max_size=4, timeout=CONNECT_S)
    queue = App(connector=connector)

    @queue.task(name=TASK, retry=WhenPutOff())
    def run(job_id: str) -> None:
        pause = running.run(runtime, UUID(job_id), stopping)
        if pause is not None:
            raise PutOff(pause)

    return queue


class JobQueue:
    """A thread that feeds the queue and takes jobs from it; it comes back when the database was away."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._main()), name="jobs", daemon=True)
        self._offered: set[tuple[UUID, int]] = set()
        self._offered_at_s = 0.0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Take no more; what runs gives itself back at its next step."""
        self._stopping.set()
        self._runtime.work_wake_up.wake()
        self._thread.join(within_s)

    async def _main(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                await self._serve()
                pause_s = FIRST_PAUSE_S
            except (ConnectorException, psycopg.Error, SQLAlchemyError, OneHourError) as lost:
                if pause_s == FIRST_PAUSE_S:
                    log.warning("the queue of jobs is away", error=str(lost.__cause__ or lost).split("\n")[0])
                await asyncio.to_thread(self._stopping.wait, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _serve(self) -> None:
        """Take jobs and feed the queue until told to stop, or until one of both has ended."""
        queue = make_app(self._runtime, self._stopping)
        async with queue.open_async():
            taking = asyncio.create_task(
                queue.run_worker_async(
                    concurrency=AT_A_TIME, delete_jobs="successful", install_signal_handlers=False
                )
            )
            feeding = asyncio.create_task(self._feed(queue))
            await asyncio.wait([taking, feeding], return_when=asyncio.FIRST_COMPLETED)
            await _end([taking, feeding])
        for task in (taking, feeding):
            if not task.cancelled() and (fault := task.exception()):
                raise fault

    async def _feed(self, queue: App) -> None:
        while not self._stopping.is_set():
            seen = self._runtime.work_wake_up.count
            if monotonic() - self._offered_at_s > FORGET_EVERY_S:
                self._offered, self._offered_at_s = set(), monotonic()
                await _strike_out_the_dead(queue)
            await self._offer(queue)
            await asyncio.to_thread(self._runtime.work_wake_up.wait, seen, LOOK_EVERY_S)

    async def _offer(self, queue: App) -> None:
        waiting = await asyncio.to_thread(self._waiting)
        for job_id, claims, kind in waiting:
            if (job_id, claims) in self._offered:
                continue
            name = KINDS[kind].queue
            task: Any = queue.configure_task(TASK, queue=name, lock=name, queueing_lock=str(job_id))
            with suppress(AlreadyEnqueued):
                await task.defer_async(job_id=str(job_id))
            self._offered.add((job_id, claims))

    def _waiting(self) -> list[tuple[UUID, int, str]]:
        with unit_of_work(self._runtime, write=False) as uow:
            return [(job.id, job.claims, job.kind) for job in running.waiting(uow, MOST)]


async def _strike_out_the_dead(queue: App) -> None:
    """End what dead workers had in hand, so that its lock is free; the rows bring the jobs back."""
    for job in await queue.job_manager.get_stalled_jobs():
        await queue.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: a worker that is just starting may miss being cancelled once."""
    while running_tasks := [task for task in tasks if not task.done()]:
        for task in running_tasks:
            task.cancel()
        await asyncio.wait(running_tasks, timeout=0.5)
