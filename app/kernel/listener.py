"""Wakes the threads of this process for what other processes commit, by PostgreSQL's LISTEN and NOTIFY."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Lock, Thread

import psycopg
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.patience import Patience
from app.kernel.wake_up import WakeUp

EVENTS, DUE = "onehour_events", "onehour_due"
"""The channels: events were recorded; timers or jobs are due."""

LOOK_S = 1.0
LONGEST_PAUSE_S = 30.0

log = structlog.get_logger(__name__)


class Listener:
    """One thread with the process's one listening connection; it comes back by itself after an outage.

    On SQLite it does nothing: its one server process wakes its threads itself.
    """

    def __init__(self, engine: Engine, wake_ups: Mapping[str, WakeUp]) -> None:
        self._engine, self._wake_ups = engine, wake_ups
        self._stop = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Listen, where the database can tell; a second time changes nothing."""
        if self._engine.dialect.name != "postgresql":
            return
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = Thread(target=self._run, name="listener", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        with suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"NOTIFY {next(iter(self._wake_ups))}"))  # wakes the thread at once
        thread.join()

    def _run(self) -> None:
        pause_s = LOOK_S
        while not self._stop.is_set():
            try:
                self._listen()
                pause_s = LOOK_S
            except psycopg.Error as gone:
                if pause_s == LOOK_S:  # once for an outage
                    log.warning("listener lost the database", error=type(gone).__name__)
                self._stop.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _listen(self) -> None:
        address = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True, **Patience().arguments()) as connection:
            for channel in self._wake_ups:
                connection.execute(f"LISTEN {channel}")
            for wake_up in self._wake_ups.values():
                wake_up.wake()  # what was committed while nobody listened
            while not self._stop.is_set():
                heard = {told.channel for told in connection.notifies(timeout=LOOK_S, stop_after=1)}
                for channel in heard:
                    self._wake_ups[channel].wake()
