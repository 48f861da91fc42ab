"""Rows by any part of what they are called, looked up in the index beside `search_texts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, cast, column, func, literal_column, select, table

from app.kernel import UnitOfWork
from app.registers.rules.searched import letters, pairs_sought
from app.registers.tables import Searched, SearchText


def holding(uow: UnitOfWork, kind: Searched, *said: str) -> Select[UUID] | None:
    """Return the query of the ids of the rows whose text of this kind holds all that was said.

    None where nothing was said that counts.
    """
    texts = [text for one in said if (text := letters(one))]
    if not texts:
        return None
    pairs = list(dict.fromkeys(pair for text in texts for pair in pairs_sought(text)))
    if uow.session.get_bind().dialect.name == "sqlite":
        return _in_sqlite(kind, texts, pairs)
    wanted = cast([kind.value + one for one in pairs], ARRAY(Text))
    grams: Any = func.search_grams(SearchText.kind, SearchText.text)
    whole = (func.strpos(SearchText.text, text) > 0 for text in texts)
    return select(SearchText.owner_id).where(grams.op("@>")(wanted), *whole)


def keys_holding(uow: UnitOfWork, kind: Searched, *said: str, most: int) -> Sequence[UUID]:
    """Return the ids of a few such rows."""
    query = holding(uow, kind, *said)
    return [] if query is None else uow.session.scalars(query.limit(most)).all()


def _in_sqlite(kind: Searched, texts: Sequence[str], pairs: Sequence[str]) -> Select[UUID]:
    """Words of the index are the signs in hexadecimal."""
    words = [kind.value + one.encode().hex() for one in pairs]
    grams = table("search_grams", column("rowid"))
    matches: Any = literal_column("search_grams").op("MATCH")(" ".join(words))
    return (
        select(SearchText.owner_id)
        .select_from(grams)
        .join(SearchText, SearchText.id == grams.c.rowid)
        .where(matches, *(func.instr(SearchText.text, text) > 0 for text in texts))
    )
