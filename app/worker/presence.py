"""A process's heartbeat: it says every ten seconds that it is there, and what it has measured."""

from __future__ import annotations

from datetime import UTC
from threading import Lock

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from app.errors import OneHourError
from app.runtime import Runtime, unit_of_work
from app.services import processes
from app.services.processes import Identity

BEAT_EVERY_S = 10

log = structlog.get_logger(__name__)


class Presence:
    """Enters this process as `kind`; nothing happens in a simulation, whose time stands still."""

    def __init__(self, runtime: Runtime, kind: str) -> None:
        self._runtime, self._kind = runtime, kind
        self._me: Identity | None = None
        self._lock = Lock()
        self._ill = False
        self._clock = BackgroundScheduler(timezone=UTC)
        self._clock.add_job(self.beat, "interval", seconds=BEAT_EVERY_S, max_instances=1, coalesce=True)

    def start(self) -> None:
        """Enter, and go on beating."""
        if not self._runtime.settings.simulated:
            self.beat()
            self._clock.start()

    def beat(self) -> None:
        """Beat once; a database that is away is logged once and tried again at the next beat."""
        with self._lock:
            try:
                with unit_of_work(self._runtime) as uow:
                    if self._me is None:
                        self._me = processes.arrive(uow, self._kind)
                    else:
                        processes.beat(uow, self._me)
                self._ill = False
            except Exception:  # whatever the driver raises: the process goes on
                if not self._ill:
                    log.exception("cannot say that this process is there", process=self._kind)
                self._ill = True

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
