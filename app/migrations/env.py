"""Alembic's entry: runs the migrations on the engine that `app.migrate` hands over."""

from __future__ import annotations

from alembic import context

from app.models import Base


def run() -> None:
    """Run the migrations in one transaction."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
