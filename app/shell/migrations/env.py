"""Alembic's entry: runs the migrations on the engine that `app.shell.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from app.kernel.base import Base
from app.kernel.database import BEGIN_OPTION
from app.kernel.process_locks import advisory_key

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


class RowsOrphaned(RuntimeError):
    """A migration left rows that name others which are not there; nothing of it was kept."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"the migration would leave rows without what they belong to in {', '.join(tables)}")


def run() -> None:
    """Run the migrations in one transaction; a second process waits for the first and finds nothing to do."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**{BEGIN_OPTION: "IMMEDIATE"}) as connection:
        _let_tables_be_copied(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            if engine.dialect.name == "postgresql":
                connection.execute(_LOCK, {"key": advisory_key("migrations")})
            context.run_migrations()
            _check_references(connection)


def _let_tables_be_copied(connection: Connection) -> None:
    """SQLite changes a table by copying and dropping it, which must not touch the rows that refer to it.

    It hears this outside a transaction alone; the connection is closed after the migration.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise RowsOrphaned(sorted({row[0] for row in orphans}))


run()
