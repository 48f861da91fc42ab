"""Rings the bell of this process for what other processes commit, by PostgreSQL's LISTEN and NOTIFY."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread

import psycopg
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.bell import Bell
from app.kernel.patience import Patience

CHANNEL = "onehour_events"
LOOK_S = 1.0
LONGEST_PAUSE_S = 30.0

log = structlog.get_logger(__name__)


class Listener:
    """One thread with one connection of its own; it comes back by itself when the database was away.

    On SQLite it does nothing: its one server process rings the bell itself.
    """

    def __init__(self, engine: Engine, bell: Bell) -> None:
        self._engine, self._bell = engine, bell
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Listen, where the database can tell."""
        if self._engine.dialect.name != "postgresql" or self._thread is not None:
            return
        self._thread = Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        if self._thread is None:
            return
        with suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"NOTIFY {CHANNEL}"))  # wakes the thread at once
        self._thread.join()

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
            connection.execute(f"LISTEN {CHANNEL}")
            self._bell.ring()  # what was committed while nobody listened
            while not self._stop.is_set():
                if any(True for _ in connection.notifies(timeout=LOOK_S, stop_after=1)):
                    self._bell.ring()
