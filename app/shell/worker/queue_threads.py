"""The threads that do due work: one for each queue, all woken together."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Thread

import structlog

from app.kernel import Runtime
from app.kernel.away import is_away
from app.kernel.queues import WIDTH, Queue
from app.kernel.timer_kinds import Handler, queue_of
from app.kernel.timer_kinds import handlers as all_handlers
from app.shell.worker.held import Held
from app.shell.worker.jobs import run_due

LONGEST_SLEEP_S = 5.0
"""How long a queue sleeps without any wake-up."""

log = structlog.get_logger(__name__)


class QueueThreads:
    """Does what is due at each `runtime.work_wake_up`, each queue beside the others."""

    def __init__(self, runtime: Runtime, handlers: Mapping[str, Handler] | None = None) -> None:
        self._runtime = runtime
        self._handlers = all_handlers() if handlers is None else handlers
        self._held = Held()
        self._threads: list[Thread] = []
        self._ill: set[str] = set()

    def start(self) -> None:
        """Start the threads of each queue."""
        self._threads = [
            Thread(target=self._work, args=(queue,), name=queue, daemon=True)
            for queue in Queue
            for _ in range(WIDTH.get(queue, 1))
        ]
        for thread in self._threads:
            thread.start()

    def do_due(self, queue: str) -> None:
        """Do all that is due in `queue`; what breaks is logged once, and the next wake-up tries again."""
        kinds = tuple(kind for kind in self._handlers if queue_of(kind) == queue)
        try:
            run_due(self._runtime, handlers=self._handlers, kinds=kinds, held=self._held)
            self._ill.discard(queue)
        except Exception as lost:  # the database may be away; the queue must outlive that
            if queue not in self._ill and not is_away(lost):
                log.exception("queue stands still", queue=queue)
            self._ill.add(queue)

    def stop(self, within_s: float) -> None:
        """Take nothing new, let what is in hand finish, and give back what does not `within_s` seconds."""
        self._held.stopping.set()
        self._runtime.work_wake_up.wake()
        last_s = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(0.0, last_s - time.monotonic()))
        try:
            for claim in self._held.release(self._runtime):
                log.warning("given back unfinished", kind=claim.kind, subject=claim.subject)
        except Exception:  # the database is away: the lease gives it back
            log.exception("could not give back what is in hand")

    def _work(self, queue: str) -> None:
        while not self._held.stopping.is_set():
            seen = self._runtime.work_wake_up.count
            self.do_due(queue)
            if not self._held.stopping.is_set():
                self._runtime.work_wake_up.wait(seen, LONGEST_SLEEP_S)
