"""The worker's end of the queue: a job says that something is due in its queue, and whoever does that looks.

A job carries no work of its own.  What it names is claimed in `timers` like all else, so a job too many
does nothing, and a job that is lost costs the time to the clock's next look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine

from app.kernel.queue_schema import address
from app.kernel.queues import Queue
from app.kernel.timer_kinds import queue_of
from app.kernel.wake import CONNECT_S, TASK, first_line

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
CANCEL_EVERY_S = 0.5

log = structlog.get_logger(__name__)


class Hints:
    """A thread that takes jobs, one of each queue at a time, while `ask(queue)` has it look.

    It comes back by itself when the database was away or the queue's tables were emptied.
    """

    def __init__(self, engine: Engine, ask: Callable[[str], Future[None]]) -> None:
        self._engine, self._ask = engine, ask
        self._thread = Thread(target=lambda: asyncio.run(self._main()), name="hints", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = Event()
        self._stop = asyncio.Event()

    def start(self) -> None:
        """Wait for jobs, where there is a queue."""
        if self._engine.dialect.name == "postgresql":
            self._thread.start()

    def stop(self, within_s: float) -> None:
        """Take no more jobs."""
        self._told.set()
        if not self._thread.is_alive():
            return
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(within_s)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._told.is_set():  # before there was a loop to tell
            return
        pause_s = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                await self._serve()
                pause_s = FIRST_PAUSE_S
            except (ConnectorException, psycopg.Error) as lost:
                if pause_s == FIRST_PAUSE_S:
                    log.warning("the queue is away; due work waits for the clock", error=first_line(lost))
                await self._pause(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _pause(self, pause_s: float) -> None:
        told = asyncio.create_task(self._stop.wait())
        await asyncio.wait([told], timeout=pause_s)
        told.cancel()

    async def _serve(self) -> None:
        """Take jobs until told to stop, or until the worker of one queue has ended."""
        connector = PsycopgConnector(**address(self._engine), min_size=1, max_size=2, timeout=CONNECT_S)
        queue = App(connector=connector)
        queue.task(name=TASK)(self._look)
        async with queue.open_async():
            workers = [asyncio.create_task(self._take_jobs(queue, lane)) for lane in Queue]
            told = asyncio.create_task(self._stop.wait())
            await asyncio.wait([told, *workers], return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            await _end(workers)
        for worker in workers:
            if not worker.cancelled() and (fault := worker.exception()):
                raise fault

    async def _take_jobs(self, queue: App, name: str) -> None:
        await queue.run_worker_async(
            queues=[name],
            name=name,
            concurrency=1,
            delete_jobs="always",
            install_signal_handlers=False,
            shutdown_graceful_timeout=0,
        )

    async def _look(self, kind: str, subject: str) -> None:
        del subject
        await asyncio.wrap_future(self._ask(queue_of(kind)))


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: a worker that is just starting may miss being cancelled once."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=CANCEL_EVERY_S)
