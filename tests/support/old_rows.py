"""Rows for a database of any revision, made from what its tables look like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Engine, MetaData, Table, inspect, select

ROWS = 2
AT = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
NOT_OURS = {"alembic_version"}
INDEX = "search_grams"
"""How the tables of an index that SQLite keeps by itself begin."""
SINGLE = {"simulated_clock"}
"""Of these there is one row."""

SENSIBLE: dict[str, Any] = {
    "service_requests.state": "resolved",
    "visits.state": "completed",
    "offers.state": "accepted",
    "territories.time_zone": "Asia/Shanghai",
    "sites.time_zone": "Asia/Shanghai",
    "simulated_clock.id": 1,
}
"""What migrations look at; anything would do elsewhere."""

_SAMPLES: tuple[tuple[Any, Callable[[int], Any]], ...] = (
    (sa.JSON, lambda _: []),
    (sa.Boolean, lambda n: bool(n % 2)),
    (sa.DateTime, lambda n: AT + timedelta(minutes=n)),
    (sa.Date, lambda _: date(2025, 12, 31)),
    ((sa.Integer, sa.Numeric, sa.Float), lambda n: n + 1),
    (sa.LargeBinary, lambda _: b"bytes"),
)

Rows = dict[str, set[tuple[Any, ...]]]


def fill(engine: Engine, tables: MetaData | None = None, time: int = 0) -> None:
    """Put rows into every table, each referring to rows of the tables that it depends on.

    `time` counts how often that was done before: what must be unique is then another.
    """
    tables = tables or reflected(engine)
    made: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name in NOT_OURS or (time and table.name in SINGLE):
                continue
            numbers = range(time * ROWS, time * ROWS + (1 if table.name in SINGLE else ROWS))
            made[table.name] = [_row(table, n, made) for n in numbers]
            _insert(connection, table, made[table.name])


def keys(engine: Engine, tables: MetaData | None = None) -> Rows:
    """Return the primary keys of all rows by table, as text that both databases agree on."""
    tables = tables or reflected(engine)
    with engine.connect() as connection:
        return {
            table.name: {
                tuple(str(part) for part in row)
                for row in connection.execute(select(*table.primary_key.columns))
            }
            for table in tables.sorted_tables
            if table.name not in NOT_OURS and table.primary_key.columns
        }


def reflected(engine: Engine) -> MetaData:
    """Return the tables as they are; not those of the queue, which is remade at each upgrade."""
    found = MetaData()
    names = [name for name in inspect(engine).get_table_names() if not name.startswith(INDEX)]
    found.reflect(engine, only=names)
    return found


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    put = table.insert().returning(*table.primary_key.columns, sort_by_parameter_order=True)
    for row, given in zip(rows, connection.execute(put, rows), strict=True):
        row.update(given._mapping)


def _row(table: Table, n: int, made: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    row = {}
    for column in table.columns:
        value = _value(table, column, n, made)
        if value is not None:
            row[column.name] = value
    return row


def _value(table: Table, column: Column[Any], n: int, made: dict[str, list[dict[str, Any]]]) -> Any:
    key = f"{table.name}.{column.name}"
    if key in SENSIBLE:
        return SENSIBLE[key]
    for reference in column.foreign_keys:
        parents = made.get(reference.column.table.name)
        # A row that would refer to its own table, or to a later one, refers to none.
        return parents[n % len(parents)][reference.column.name] if parents else None
    if column.name == "id" and isinstance(column.type, sa.Integer):
        return None  # the database counts
    return _plain(column, n)


def _plain(column: Column[Any], n: int) -> Any:
    if isinstance(column.type, sa.Uuid):
        return uuid4()
    if isinstance(column.type, sa.CHAR):  # how SQLite keeps an id
        return uuid4().hex
    if isinstance(column.type, sa.String):
        return f"{n}{column.name}"[: column.type.length]
    for kinds, value in _SAMPLES:
        if isinstance(column.type, kinds):
            return value(n)
    raise AssertionError(f"{column.table.name}.{column.name} has a type without a sample: {column.type!r}")
