"""Schema migrations: Alembic, one linear history, shipped inside the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.checklist_templates.commands import shipped
from app.kernel import queue_schema
from app.kernel.database import make_engine
from app.stars.commands import shipped as shipped_rubrics

LOCATION = Path(__file__).parent / "migrations"


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    config.attributes["engine"] = engine
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; running it again, or twice at once, changes nothing."""
    engine = make_engine(database_url)
    try:
        command.upgrade(_config(engine), revision)
        queue_schema.ensure(engine)
        if current(engine) == head():
            shipped.load(engine)
            shipped_rubrics.load(engine)
    finally:
        engine.dispose()


def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to `revision` (`base` empties it)."""
    engine = make_engine(database_url)
    try:
        command.downgrade(_config(engine), revision)
        if revision == "base":
            queue_schema.remove(engine)
    finally:
        engine.dispose()


def position(revision: str, found: str | None) -> int | None:
    """Tell whether `revision` lies ahead (positive) of what the database is at, behind it, or is it (0).

    None where the package ships no such revision, or does not know the database's own.
    """
    script = _shipped()
    if revision in {"head", "heads"}:
        revision = script.get_current_head() or ""
    order = ["base", *reversed([one.revision for one in script.walk_revisions()])]
    here = found or "base"
    return order.index(revision) - order.index(here) if {revision, here} <= set(order) else None


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Return the newest revision that the package ships."""
    return _shipped().get_current_head()


@cache
def _shipped() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    return ScriptDirectory.from_config(config)
