"""One holder at a time across processes: an advisory lock on PostgreSQL, a file lock on SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text


@contextmanager
def exclusive(engine: Engine, lock_dir: Path, name: str) -> Iterator[bool]:
    """Yield True while this holder has `name` to itself, False at once where another has it.

    A holder that dies lets go: both kinds end with the process.
    """
    if engine.dialect.name == "postgresql":
        yield from _advisory(engine, name)
    else:
        yield from _file(lock_dir, name)


def advisory_key(name: str) -> int:
    """Return the number under which PostgreSQL locks `name`."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _advisory(engine: Engine, name: str) -> Iterator[bool]:
    key = advisory_key(name)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one())
        try:
            yield held
        finally:
            if held:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


def _file(lock_dir: Path, name: str) -> Iterator[bool]:
    lock_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_dir / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
