"""Migrated databases for single tests, copied from a template because migrating takes far longer."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL

Migrate = Callable[[str], object]


class SqliteDatabases:
    """Files below ``folder``; the template is one of them."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self._template = folder / "template.db"
        migrate(self._url(self._template))
        with closing(sqlite3.connect(self._template)) as connection:
            # Only the main file is copied, so nothing may be left in the write-ahead log.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def migrated(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a fresh copy in ``folder``."""
        yield self._url(Path(shutil.copyfile(self._template, folder / "onehour.db")))

    @staticmethod
    def _url(path: Path) -> str:
        return f"sqlite:///{path}"


class PostgresDatabases:
    """Databases on one server, named at random so that parallel workers can share it."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._template: str | None = None

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        with self._created("template0") as url:
            yield url

    @contextmanager
    def migrated(self, migrate: Migrate) -> Iterator[str]:
        """Yield the URL of a fresh copy of the database that ``migrate`` made at the first call."""
        if self._template is None:
            self._template = self._create("template0")
            migrate(self._url(self._template))
        with self._created(self._template) as url:
            yield url

    def close(self) -> None:
        """Drop the template, since a named server outlives the suite."""
        if self._template is not None:
            self._drop(self._template)

    @contextmanager
    def _created(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _create(self, template: str) -> str:
        name = f"onehour_test_{uuid4().hex}"
        # The default strategy logs every block; copying files is five times faster on a server without fsync.
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return name

    def _drop(self, name: str) -> None:
        # A test that failed may have left connections open.
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        address = self._server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)
