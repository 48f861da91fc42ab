"""Tells workers that a timer is due now.  A hint may be lost: whoever works by the clock looks anyway."""

from __future__ import annotations

from threading import Condition, Thread
from typing import Protocol

import psycopg
import structlog
from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import Engine

from app.kernel.bell import Bell
from app.kernel.queue_schema import address
from app.kernel.timer_kinds import queue_of

TASK = "onehour.due"
CONNECT_S, LAST_WORDS_S = 5.0, 2.0
MOST_WAITING = 10_000

log = structlog.get_logger(__name__)


def first_line(error: Exception) -> str:
    """Say in one line what the database said."""
    return str(error.__cause__ or error).partition("\n")[0]


class Wake(Protocol):
    """Called after a commit with a timer's kind and subject; never raises and never waits."""

    def __call__(self, kind: str, subject: str) -> None:
        """Give the hint."""

    def close(self) -> None:
        """Give what was opened back."""


class Ring:
    """The workers are threads of this process: ring their bell."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    def __call__(self, kind: str, subject: str) -> None:
        """Ring."""
        del kind, subject
        self._bell.ring()

    def close(self) -> None:
        """Nothing is open."""


class Enqueue:
    """The workers are other processes: leave a job in procrastinate's queue of the kind.

    A thread of its own does so, on a connection of its own: a duplicate `queueing_lock` waits for the
    writer before it and then aborts the transaction it is in, and a request must suffer neither.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._condition = Condition()
        self._waiting: dict[tuple[str, str], None] = {}
        self._thread: Thread | None = None
        self._closed = self._down = False

    def __call__(self, kind: str, subject: str) -> None:
        """Pass the hint to the thread, which starts with the first one."""
        with self._condition:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                return
            self._waiting[kind, subject] = None
            if self._thread is None:
                self._thread = Thread(target=self._run, name="wake", daemon=True)
                self._thread.start()
            self._condition.notify()

    def close(self) -> None:
        """Send what waits, unless that takes long, and stop."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(LAST_WORDS_S)

    def _run(self) -> None:
        connector = SyncPsycopgConnector(**address(self._engine), min_size=1, max_size=1, timeout=CONNECT_S)
        queue = App(connector=connector)
        try:
            queue.open()
        except psycopg.Error as lost:  # the pool goes on trying by itself
            self._lost(lost)
        while (hint := self._next()) is not None:
            self._send(queue, *hint)
        queue.close()

    def _next(self) -> tuple[str, str] | None:
        with self._condition:
            self._condition.wait_for(lambda: self._waiting or self._closed)
            if not self._waiting:
                return None
            hint = next(iter(self._waiting))
            del self._waiting[hint]
            return hint

    def _send(self, queue: App, kind: str, subject: str) -> None:
        job = queue.configure_task(TASK, queue=queue_of(kind), queueing_lock=f"{kind}:{subject}")
        try:
            job.defer(kind=kind, subject=subject)
            self._down = False
        except AlreadyEnqueued:
            self._down = False
        except (ConnectorException, psycopg.Error) as lost:
            self._lost(lost)

    def _lost(self, why: Exception) -> None:
        with self._condition:
            self._waiting.clear()
        if not self._down:
            log.warning("workers cannot be woken and look by the clock", error=first_line(why))
        self._down = True
