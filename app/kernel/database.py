"""The database engine: PostgreSQL as it is, SQLite made safe for several writers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.kernel.patience import Patience, limit
from app.settings import SettingsInvalid

BEGIN_OPTION = "onehour_begin"
BUSY_TIMEOUT_MS = 30_000
KINDS = frozenset({"postgresql+psycopg", "sqlite", "sqlite+pysqlite"})


def make_engine(url: str, patience: Patience | None = None) -> Engine:
    """Open `url`; a write transaction asks for `execution_options(onehour_begin="IMMEDIATE")`.

    Without `patience` statements may take as long as they do, as those of a migration.

    Raises:
        SettingsInvalid: `url` is not the address of a database of a kind that is used here.
    """
    if _checked(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    patience = patience or Patience()
    engine = create_engine(
        url,
        hide_parameters=True,  # errors are logged, and parameters are what customers said
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=30,
        pool_timeout=patience.pool_s,
        connect_args=patience.arguments(),
    )
    limit(engine, patience)
    return engine


def _checked(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        read = None
    if read is None or read.drivername not in KINDS:
        raise SettingsInvalid("ONEHOUR_DATABASE_URL", "must begin with postgresql+psycopg:// or sqlite:///")
    return read


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

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
