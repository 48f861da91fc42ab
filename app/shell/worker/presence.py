"""A process's heartbeat: it says every ten seconds that it is there, and what it has measured."""

from __future__ import annotations

from datetime import UTC
from threading import Lock

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import Runtime, UnitOfWork, processes, timers, unit_of_work
from app.kernel.away import is_away
from app.kernel.errors import OneHourError
from app.kernel.processes import Identity
from app.kernel.processes_seen import WORKING
from app.kernel.timer_kinds import arm_standing

BEAT_EVERY_S = 10

log = structlog.get_logger(__name__)


class Presence:
    """Enters this process as `kind`; nothing happens in a simulation, whose time stands still."""

    def __init__(self, runtime: Runtime, kind: str) -> None:
        self._runtime, self._kind = runtime, kind
        self._me: Identity | None = None
        self._lock = Lock()
        self._ill = self._armed = False
        self._repaired = 0
        self._clock = BackgroundScheduler(timezone=UTC)
        self._clock.add_job(self.beat, "interval", seconds=BEAT_EVERY_S, max_instances=1, coalesce=True)

    def start(self) -> None:
        """Enter, and go on beating."""
        if not self._runtime.settings.simulated:
            self._runtime.metrics.follow(self._clock_metrics)
            self.beat()
            self._clock.start()

    def beat(self) -> None:
        """Beat once; a database that is away is logged once and tried again at the next beat."""
        with self._lock:
            try:
                with unit_of_work(self._runtime) as uow:
                    self._runtime.drift.measure(uow.session.connection())
                    if self._me is None:
                        self._me = processes.arrive(uow, self._kind)
                    else:
                        processes.beat(uow, self._me)
                    repaired = self._looked_after(uow)
                for timer in repaired:
                    log.warning("timer lay absurdly far ahead", timer=timer)
                self._ill = False
            except Exception as lost:  # whatever the driver raises: the process goes on
                if not self._ill and not is_away(lost):
                    log.exception("cannot say that this process is there", process=self._kind)
                self._ill = True

    def _looked_after(self, uow: UnitOfWork) -> list[str]:
        """Where this process does due work: set right what a wrong clock left, and arm what runs anyway."""
        if self._kind not in WORKING or self._runtime.drift.is_far:
            self._armed = False
            return []
        if not self._armed:
            arm_standing(uow)
        self._armed = True
        repaired = timers.repair(uow)
        self._repaired += len(repaired)
        return repaired

    def _clock_metrics(self) -> dict[str, tuple[str, float]]:
        drift = self._runtime.drift
        return {
            "onehour_clock_skew_seconds": ("This clock ahead of the database's", drift.skew_s),
            "onehour_clock_stopped": ("Whether timed work stopped for that", float(drift.is_far)),
            "onehour_timers_repaired": ("Timers found absurdly far ahead since the start", self._repaired),
        }

    def stop(self) -> None:
        """Say good-bye, if the database hears it."""
        if not self._clock.running:
            return
        self._clock.shutdown(wait=False)
        with self._lock:
            try:
                with unit_of_work(self._runtime) as uow:
                    if self._me is not None:
                        processes.leave(uow, self._me)
            except (OneHourError, SQLAlchemyError):  # the row is forgotten in time
                log.info("left without a word", process=self._kind)
