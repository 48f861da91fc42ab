"""Ids as the database writes them: of months of rows most are only compared, and taken apart for nobody.

Within one database an id has one text, in the order of the ids: 32 digits in a file, dashed on a server.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class IdText(FunctionElement[str]):
    """A column of ids as the texts that the database has of them."""

    name = "id_text"
    type = String()
    inherit_cache = True


@compiles(IdText)
def _generic(element: IdText, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


@compiles(IdText, "sqlite")
def _sqlite(element: IdText, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


def id_text(connection: Connection, value: UUID) -> str:
    """Return the text that `IdText` reads for an id."""
    return value.hex if connection.dialect.name == "sqlite" else str(value)
