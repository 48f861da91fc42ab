"""Pages of long lists by the key of a row beside them: as quick at the end as at the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, null, or_, select

from app.kernel.uow import UnitOfWork

MOST_COUNTED = 10_000
"""Above this many nobody counts further."""


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """Rows in order; `before` and `after` are the keys to ask for the pages beside it, None where none is."""

    rows: Sequence[Any]
    before: Any = None
    after: Any = None

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing beside it."""
        return self.before is None and self.after is None


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: by a column that is never null, and by the table's key where that is equal.

    Few rows of many, `sparse`, are found first and sorted then; else the column's index is walked.
    """

    column: Any
    key: Any
    falling: bool = False
    sparse: bool = False

    def of(self, query: Select[Any], *, backwards: bool = False) -> Select[Any]:
        """Put a query into this order, or turned round."""
        falls = self.falling is not backwards
        column = func.nullif(self.column, null()) if self.sparse else self.column
        by = (column.desc(), self.key.desc()) if falls else (column, self.key)
        return query.order_by(None).order_by(*by)

    def beyond(self, query: Select[Any], value: Any, key: Any, *, backwards: bool = False) -> Select[Any]:
        """Leave of a query what stands behind a row, or before it."""
        falls = self.falling is not backwards
        further = self.column < value if falls else self.column > value
        keys = self.key < key if falls else self.key > key
        # The first condition is a range of the index; the second settles ties.
        at_least = self.column <= value if falls else self.column >= value
        return query.where(at_least, or_(further, and_(self.column == value, keys)))


def page_beside(
    uow: UnitOfWork, query: Select[Any], order: Order, size: int, *, after: Any = None, before: Any = None
) -> KeyedPage:
    """Return the page behind the row of key `after`, the one before that of `before`, else the first.

    A row that is gone meanwhile leads to the first page.
    """
    beside = before if before is not None else after
    stands = uow.session.execute(select(order.column).where(order.key == beside)).first() if beside else None
    if stands is None:
        rows = uow.session.scalars(order.of(query).limit(size + 1)).all()
        return _page(order, rows[:size], has_before=False, has_after=len(rows) > size)
    backwards = before is not None
    wanted = order.of(order.beyond(query, stands[0], beside, backwards=backwards), backwards=backwards)
    rows = uow.session.scalars(wanted.limit(size + 1)).all()
    if backwards:
        return _page(order, rows[:size][::-1], has_before=len(rows) > size, has_after=True)
    return _page(order, rows[:size], has_before=True, has_after=len(rows) > size)


def _page(order: Order, rows: Sequence[Any], *, has_before: bool, has_after: bool) -> KeyedPage:
    if not rows:
        return KeyedPage(rows)
    name = order.key.key
    first, last = getattr(rows[0], name), getattr(rows[-1], name)
    return KeyedPage(rows, first if has_before else None, last if has_after else None)


def counted_up_to(uow: UnitOfWork, query: Select[Any], most: int = MOST_COUNTED) -> int:
    """Count the rows that a query finds; `most + 1` stands for more."""
    some = query.order_by(None).limit(most + 1)
    return uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0
