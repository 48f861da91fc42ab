"""Alembic's entry: runs the migrations on the engine that `app.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from app.models import Base
from app.runtime.database import BEGIN_OPTION
from app.runtime.locks import advisory_key

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def run() -> None:
    """Run the migrations in one transaction; a second process waits for the first and finds nothing to do."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**{BEGIN_OPTION: "IMMEDIATE"}) as connection:
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


run()
