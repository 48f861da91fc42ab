"""Writes rows by the ten thousand: COPY on PostgreSQL, the driver's many at once on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, Uuid

_AT_ONCE = 2000


def write_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; ids are written as `app.kernel.plain_ids` reads them.

    No column's own default is asked for.
    """
    if not rows:
        return
    names = list(rows[0])
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(list(row.values()))
        return
    marks = ", ".join("?" * len(names))
    insert = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our names
    bound = _bound(connection, table, names)
    for begin in range(0, len(rows), _AT_ONCE):
        driver.executemany(insert, _tuples(rows[begin : begin + _AT_ONCE], bound))


def _bound(connection: Connection, table: Table, names: Sequence[str]) -> dict[int, Callable[[Any], Any]]:
    """Return, by place, what a file keeps in a form of its own."""
    found = {}
    for n, name in enumerate(names):
        kind: Any = table.c[name].type
        process = (
            None
            if isinstance(kind, Uuid)
            else kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        )
        if process is not None:
            found[n] = process
    return found


def _tuples(
    rows: Sequence[Mapping[str, Any]], bound: Mapping[int, Callable[[Any], Any]]
) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row.values())
        for n, process in bound.items():
            values[n] = process(values[n])
        yield values
