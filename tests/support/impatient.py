"""Another process that waits for no lock at all, to show that nobody holds one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import event

from app.kernel import Runtime
from app.kernel.database import make_engine


@contextmanager
def impatient(runtime: Runtime) -> Iterator[Runtime]:
    """Yield means on the same database whose every lock must be free at once."""
    engine = make_engine(runtime.settings.database_url)
    hurry = "PRAGMA busy_timeout = 0" if engine.dialect.name == "sqlite" else "SET lock_timeout = '1ms'"
    event.listen(engine, "connect", lambda connection, _: connection.cursor().execute(hurry))
    yield replace(runtime, engine=engine)
    engine.dispose()
