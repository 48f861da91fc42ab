"""The threads that do due work: one for each lane, all woken by one bell."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Thread

import structlog

from app.kernel import Runtime
from app.kernel.away import is_away
from app.kernel.lanes import LANES, WIDTH, lane_of
from app.shell.worker.handlers import HANDLERS, Handler
from app.shell.worker.held import Held
from app.shell.worker.jobs import run_due

LONGEST_SLEEP_S = 5.0
"""How long a lane sleeps when not even the clock rings."""

log = structlog.get_logger(__name__)


class Crew:
    """Does what is due whenever `runtime.work` rings, each lane beside the others."""

    def __init__(self, runtime: Runtime, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self._runtime, self._handlers = runtime, handlers
        self._held = Held()
        self._threads: list[Thread] = []
        self._ill: set[str] = set()

    def start(self) -> None:
        """Start the threads of each lane."""
        self._threads = [
            Thread(target=self._work, args=(lane,), name=lane, daemon=True)
            for lane in LANES
            for _ in range(WIDTH.get(lane, 1))
        ]
        for thread in self._threads:
            thread.start()

    def turn(self, lane: str) -> None:
        """Do all that is due in `lane`; what breaks is logged once, and the next turn tries again."""
        kinds = tuple(kind for kind in self._handlers if lane_of(kind) == lane)
        try:
            run_due(self._runtime, handlers=self._handlers, kinds=kinds, held=self._held)
            self._ill.discard(lane)
        except Exception as lost:  # the database may be away; the lane must outlive that
            if lane not in self._ill and not is_away(lost):
                log.exception("lane stands still", lane=lane)
            self._ill.add(lane)

    def stop(self, within_s: float) -> None:
        """Take nothing new, let what is in hand finish, and give back what does not `within_s` seconds."""
        self._held.stopping.set()
        self._runtime.work.ring()
        last_s = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(0.0, last_s - time.monotonic()))
        try:
            for claim in self._held.release(self._runtime):
                log.warning("given back unfinished", kind=claim.kind, subject=claim.subject)
        except Exception:  # the database is away: the lease gives it back
            log.exception("could not give back what is in hand")

    def _work(self, lane: str) -> None:
        while not self._held.stopping.is_set():
            seen = self._runtime.work.rung
            self.turn(lane)
            if not self._held.stopping.is_set():
                self._runtime.work.wait(seen, LONGEST_SLEEP_S)
