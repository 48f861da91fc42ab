"""Inserting a row that may be there already: one way for both databases, each of which has its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork

Rows: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]
Key: TypeAlias = Sequence[InstrumentedAttribute[Any]]
Excluded: TypeAlias = Any
"""The row that could not be inserted, column by column, as both databases call it."""


def insert_or_ignore(uow: UnitOfWork, table: type[Any], rows: Rows, key: Key = ()) -> int:
    """Insert `rows`, passing over those that are there; returns how many are new.

    A writer that inserts the same row at the same moment is waited for.  With `key` only a clash of those
    columns is passed over, and another one is an error.
    """
    new = _insert(uow, table, rows).on_conflict_do_nothing(index_elements=list(key) or None)
    return len(uow.session.execute(new.returning(*inspect(table).primary_key)).all())


def upsert(
    uow: UnitOfWork,
    table: type[Any],
    rows: Rows,
    key: Key,
    changes: Callable[[Excluded], Mapping[str, Any]],
    where: Callable[[Excluded], ColumnElement[bool]] | None = None,
) -> None:
    """Insert `rows`; one whose `key` is there is changed instead, where `where` holds for it.

    `changes` and `where` are given the row that could not be inserted.
    """
    new = _insert(uow, table, rows)
    uow.session.execute(
        new.on_conflict_do_update(
            index_elements=list(key),
            set_=dict(changes(new.excluded)),
            where=None if where is None else where(new.excluded),
        )
    )


def _insert(uow: UnitOfWork, table: type[Any], rows: Rows) -> Any:
    dialect = postgresql if uow.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table).values(rows)
