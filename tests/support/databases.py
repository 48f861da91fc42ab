"""Migrated databases for single tests: a copied file on SQLite, one emptied after each test on PostgreSQL.

Migrating takes far longer than either, and on PostgreSQL copying a database takes longer than emptying it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, Dialect, Engine, event

Migrate = Callable[[str], object]

_COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


def hasten(engine: Engine) -> None:
    """Spare an engine that lives for one test what only a long life or a power cut makes worth its price.

    It uses the statements that earlier tests have compiled: each on its own would compile everything anew.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _write_nothing_through)
    with engine.connect():
        kept, cache = _COMPILED.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.dialect = kept  # compiled statements are found by their dialect
    engine.update_execution_options(compiled_cache=cache)


def _write_nothing_through(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()


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


_EMPTY = """
DO $$
DECLARE one regclass;
BEGIN
  SET LOCAL session_replication_role = replica;  -- no foreign key is checked: nothing stays
  FOR one IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
      AND tablename NOT IN ('alembic_version', 'checklist_versions', 'rubric_versions')
  LOOP
    EXECUTE 'DELETE FROM ' || one;
  END LOOP;
  IF to_regclass('checklist_versions') IS NOT NULL THEN  -- what migrating brings along stays
    EXECUTE 'DELETE FROM checklist_versions WHERE state <> ''published'' OR published_by IS NOT NULL';
  END IF;
  IF to_regclass('rubric_versions') IS NOT NULL THEN
    EXECUTE 'DELETE FROM rubric_versions WHERE state <> ''published'' OR published_by IS NOT NULL';
  END IF;
  FOR one IN SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE last_value IS NOT NULL
  LOOP
    PERFORM setval(one, 1, false);
  END LOOP;
END $$
"""
_SHAPE = """
    SELECT md5(string_agg(concat_ws('.', nspname, relname, attname), ' ' ORDER BY nspname, relname, attname))
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE attnum > 0 AND NOT attisdropped AND nspname !~ '^(pg_|information_schema)'
"""
_LET_GO = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class PostgresDatabases:
    """Databases on one server, named at random so that parallel workers can share it."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._spare: list[str] = []
        self._shape: Any = None
        self._kept: dict[str, psycopg.Connection[Any]] = {}  # connecting takes longer than emptying

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        with self._created("template0") as url:
            yield url

    @contextmanager
    def migrated(self, migrate: Migrate) -> Iterator[str]:
        """Yield the URL of a database with all tables and no rows but those that migrating brings."""
        name = self._spare.pop() if self._spare else self._migrated(migrate)
        try:
            yield self._url(name)
        except BaseException:
            self._drop(name)
            raise
        if self._emptied(name):
            self._spare.append(name)
        else:
            self._drop(name)

    def _migrated(self, migrate: Migrate) -> str:
        name = self._create("template0")
        migrate(self._url(name))
        self._shape = self._connection(name).execute(_SHAPE).fetchone()
        return name

    def close(self) -> None:
        """Drop what was kept, since a named server outlives the suite."""
        while self._spare:
            self._drop(self._spare.pop())

    @contextmanager
    def _created(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _create(self, template: str) -> str:
        name = f"onehour_test_{uuid4().hex}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def _emptied(self, name: str) -> bool:
        """Remove all rows, and whoever the test left connected; False where it changed the tables."""
        connection = self._connection(name)
        connection.execute(_LET_GO)
        connection.execute(_EMPTY)
        shape: Any = connection.execute(_SHAPE).fetchone()
        return bool(shape == self._shape)

    def _connection(self, name: str) -> psycopg.Connection[Any]:
        if name not in self._kept:
            self._kept[name] = psycopg.connect(self._address(name), autocommit=True)
        return self._kept[name]

    def _drop(self, name: str) -> None:
        if kept := self._kept.pop(name, None):
            kept.close()
        # A test that failed may have left connections open.
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _address(self, name: str | None = None) -> str:
        url = self._server.set(drivername="postgresql", database=name or self._server.database)
        return url.render_as_string(hide_password=False)

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)
