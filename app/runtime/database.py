"""The database engine: PostgreSQL as it is, SQLite made safe for several writers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from app.runtime.patience import Patience, limit

BEGIN_OPTION = "onehour_begin"
BUSY_TIMEOUT_MS = 30_000


def make_engine(url: str, patience: Patience | None = None) -> Engine:
    """Open `url`; a write transaction asks for `execution_options(onehour_begin="IMMEDIATE")`.

    Without `patience` statements may take as long as they do, as those of a migration.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    patience = patience or Patience()
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=30,
        pool_timeout=patience.pool_s,
        connect_args=patience.arguments(),
    )
    limit(engine, patience)
    return engine


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is late and deferred; ours below is explicit.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns to writing fails at once instead of waiting its turn.
        mode = connection.get_execution_options().get(BEGIN_OPTION, "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
