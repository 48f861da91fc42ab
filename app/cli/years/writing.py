"""Writes rows by the hundred thousand: COPY on PostgreSQL, many at once on SQLite; seals their chains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text

from app.cli.years.filled import Filled, Row
from app.cli.years.specimen import NUMBERED
from app.kernel.base import Base
from app.kernel.database import BEGIN_OPTION
from app.kernel.ledger_hash import GENESIS, root
from app.kernel.tables import Event, Seal, SealedHead

NEWEST_ONLY = "engineer_positions"
"""Has one row for each engineer, the last."""

_STREAM, _NUMBER, _HASH, _SEALED = range(4)


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: Sequence[str]


TABLES = [
    _Table(one.name, [c.name for c in one.columns if NUMBERED.get(one.name) != c.name])
    for one in Base.metadata.sorted_tables
]
_BY_NAME = {one.name: one for one in TABLES}


class Writing:
    """One database that is being filled; nobody else writes to it meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
        self.sqlite = engine.dialect.name == "sqlite"
        self._positions: dict[Any, Row] = {}

    @contextmanager
    def batch(self) -> Iterator[tuple[Connection, Filled]]:
        """Yield what rows are gathered in; they are written when it ends well."""
        with self._engine.connect() as connection:
            if self.sqlite:
                self._check(connection, "OFF")
            with connection.begin():
                self._without_triggers(connection)
                last = connection.scalar(select(func.max(Event.id))) or 0
                filled = Filled(self.sqlite, last + 1, self._transaction(connection))
                yield connection, filled
                self._write(connection, filled)
            if self.sqlite:
                self._check(connection, "ON")

    def _write(self, connection: Connection, filled: Filled) -> None:
        for row in filled.rows.pop(NEWEST_ONLY, ()):
            self._positions[row[0]] = row
        for table in TABLES:
            if rows := filled.rows.get(table.name):
                self.put(connection, table.name, rows)

    def finish(self) -> None:
        """Write where everybody was last, and have the database count on from where the rows end."""
        with self._engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {NEWEST_ONLY}"))  # noqa: S608 - our name
            self.put(connection, NEWEST_ONLY, list(self._positions.values()))
            if not self.sqlite:
                last = "SELECT setval(pg_get_serial_sequence('events', 'id'), max(id)) FROM events"
                connection.execute(text(last))
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")

    def put(self, connection: Connection, name: str, rows: Sequence[Row]) -> None:
        """Write rows of one table, in the order of its columns."""
        columns = _BY_NAME[name].columns
        driver: Any = connection.connection.driver_connection
        if self.sqlite:
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
            return
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def _check(connection: Connection, how: str) -> None:
        """Each row names rows of the same batch or of the registers: looking up each anew takes longest."""
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {how}")
        driver.execute(f"PRAGMA synchronous = {'FULL' if how == 'ON' else 'OFF'}")

    def _without_triggers(self, connection: Connection) -> None:
        """Spare PostgreSQL the same, where we may."""
        if not self.sqlite and connection.exec_driver_sql("SHOW is_superuser").scalar() == "on":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")

    def _transaction(self, connection: Connection) -> int:
        if self.sqlite:
            return 0
        return int(connection.exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one())


def seal(filled: Filled, number: int, previous: str, at: datetime) -> str:
    """Add the seal over the chains of a batch, as the hourly sealing makes it; returns its root."""
    heads = sorted(filled.rows["stream_heads"], key=lambda row: str(row[_STREAM]))
    for row in heads:
        row[_SEALED] = row[_NUMBER]
    covered = [
        SealedHead(seal_number=number, stream=row[_STREAM], number=row[_NUMBER], hash=row[_HASH])
        for row in heads
    ]
    made = root(previous, covered)
    when = at.isoformat()
    written = f"{when[:10]} {when[11:26]}" if filled.sqlite else when
    filled.rows["seals"] = [[number, written, previous, made]]
    filled.rows["sealed_heads"] = [[number, row[_STREAM], row[_NUMBER], row[_HASH]] for row in heads]
    return made


def last_seal(connection: Connection) -> tuple[int, str]:
    """Return the number and root of the newest seal."""
    found = connection.execute(select(Seal.number, Seal.root).order_by(Seal.number.desc()).limit(1)).first()
    return (found.number, found.root) if found else (0, GENESIS)
