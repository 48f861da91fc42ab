"""Times inside queries, written alike for both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class EpochSeconds(FunctionElement[int]):
    """An instant's whole seconds since 1970; of a column that has none it is NULL."""

    name = "epoch_seconds"
    type = BigInteger()
    inherit_cache = True


@compiles(EpochSeconds)
def _generic(element: EpochSeconds, compiler: Any, **options: Any) -> str:
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


@compiles(EpochSeconds, "sqlite")
def _sqlite(element: EpochSeconds, compiler: Any, **options: Any) -> str:
    # To the second alone: SQLite rounds to milliseconds, which makes the next second of the last half of one.
    instant = f"substr({compiler.process(element.clauses, **options)}, 1, 19)"
    return f"CAST(strftime('%s', {instant}) AS INTEGER)"


def seconds_between(begin: Any, end: Any) -> ColumnElement[int]:
    """Return the whole seconds from one instant to the other."""
    return EpochSeconds(end) - EpochSeconds(begin)
