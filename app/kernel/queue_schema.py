"""procrastinate's tables: in a PostgreSQL schema of their own, as the installed release wants them.

They hold what is handed out to workers.  What is to be done stands in `jobs`, from where workers fill them
again; whatever version is found there that is not the installed one is therefore thrown away and made anew.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import Connection, Engine, text

from app.kernel.process_locks import advisory_key

SCHEMA = "procrastinate"
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_FOUND = text("SELECT obj_description(to_regnamespace(:schema), 'pg_namespace')")


def address(engine: Engine) -> dict[str, Any]:
    """Return psycopg's `conninfo` and `kwargs` for a connection that sees the queue's tables."""
    plain = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"conninfo": plain, "kwargs": {"options": f"-c search_path={SCHEMA}"}}


def ensure(engine: Engine) -> None:
    """Make the tables, or make them anew for another release; nothing happens on SQLite."""
    if engine.dialect.name != "postgresql":
        return
    wanted = f"procrastinate {version('procrastinate')}"
    with engine.begin() as connection:
        connection.execute(_LOCK, {"key": advisory_key("queue schema")})
        if connection.execute(_FOUND, {"schema": SCHEMA}).scalar() != wanted:
            _drop(connection)
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
            connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
            _run(connection, SchemaManager.get_schema())
            comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(SCHEMA), wanted)
            _run(connection, comment.as_string())


def remove(engine: Engine) -> None:
    """Drop the tables; nothing happens on SQLite or where there are none."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            _drop(connection)


def _drop(connection: Connection) -> None:
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def _run(connection: Connection, statements: str) -> None:
    # Through the driver and without parameters: several statements at once, percent signs as they are.
    driver: Any = connection.connection.driver_connection
    driver.execute(statements)
