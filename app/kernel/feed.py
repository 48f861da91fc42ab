"""The ledger in the order in which it may be read on, for streams, outbox and phones.

Ids are given out before transactions commit, so a reader that goes by them alone would skip what a slower
transaction commits later.  Events are therefore ordered by (transaction, id), and a reader stays below
the oldest transaction that still runs: all before it is final.  On SQLite writers take turns, and ids
alone are in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, Select, select, text, tuple_

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.tables import Event

_HORIZON = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the feed: everything up to and including this event was read.  As text: `<tx_id>-<id>`."""

    tx_id: int = 0
    id: int = 0

    @classmethod
    def parse(cls, text: str, field: str = "cursor") -> Self:
        """Read what `str` wrote.

        Raises:
            Invalid: it is no cursor; `field` is blamed.
        """
        tx_id, dash, key = text.partition("-")
        if not (dash and tx_id.isascii() and tx_id.isdecimal() and key.isascii() and key.isdecimal()):
            raise Invalid({field: Phrase("is no cursor of this feed")})
        if max(len(tx_id), len(key)) > _DIGITS:
            raise Invalid({field: Phrase("is no cursor of this feed")})
        made = cls(int(tx_id), int(key))
        if str(made) != text:
            raise Invalid({field: Phrase("is no cursor of this feed")})
        return made

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return the place right behind `event`."""
        return cls(event.tx_id, event.id)

    def __str__(self) -> str:
        return f"{self.tx_id}-{self.id}"


START = Cursor()
_DIGITS = 18


def after(uow: UnitOfWork, cursor: Cursor, limit: int, *where: ColumnElement[bool]) -> Sequence[Event]:
    """Return up to `limit` events behind `cursor`, oldest first; `where` are further clauses.

    Nothing will ever appear between what this returns.
    """
    query = _settled(uow).where(tuple_(Event.tx_id, Event.id) > tuple_(cursor.tx_id, cursor.id))
    query = query.where(*where).order_by(Event.tx_id, Event.id).limit(limit)
    return uow.session.scalars(query).all()


def newest(uow: UnitOfWork) -> Cursor:
    """Return the place behind everything that is final now."""
    last = _settled(uow).order_by(Event.tx_id.desc(), Event.id.desc()).limit(1)
    event = uow.session.scalars(last).first()
    return Cursor.of(event) if event is not None else START


def _settled(uow: UnitOfWork) -> Select[Event]:
    if uow.session.get_bind().dialect.name != "postgresql":
        return select(Event)
    horizon: int = uow.session.execute(_HORIZON).scalar_one()
    return select(Event).where(Event.tx_id < horizon)
