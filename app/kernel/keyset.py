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


@dataclass(frozen=True, slots=True)
class _Positioned:
    """A query that begins beside a row, in its order or turned round."""

    query: Select[Any]
    order: Order
    begins: bool
    backwards: bool = False

    def page(self, rows: Sequence[Any], size: int) -> KeyedPage:
        """Make a page of its first rows, of which one more than the page holds was asked for."""
        more = len(rows) > size
        if self.backwards:
            return _page(self.order, rows[:size][::-1], has_before=more, has_after=True)
        return _page(self.order, rows[:size], has_before=not self.begins, has_after=more)


def page_beside(
    uow: UnitOfWork, query: Select[Any], order: Order, size: int, *, after: Any = None, before: Any = None
) -> KeyedPage:
    """Return the page behind the row of key `after`, the one before that of `before`, else the first.

    A row that is gone meanwhile leads to the first page.
    """
    asked = _positioned(uow, query, order, after, before)
    return asked.page(uow.session.scalars(asked.query.limit(size + 1)).all(), size)


def page_sifted(
    uow: UnitOfWork,
    query: Select[Any],
    order: Order,
    sieve: Any,
    size: int,
    *,
    within: int,
    after: Any = None,
    before: Any = None,
) -> KeyedPage | None:
    """Return such a page of the rows that pass a costly condition, of which many do.

    At most `within` rows are looked through, in their order; None where they do not fill the page.
    """
    asked = _positioned(uow, query, order, after, before)
    column, falls = order.column, order.falling is not asked.backwards
    edge = uow.session.scalar(asked.query.with_only_columns(column).offset(within).limit(1))
    sifted = asked.query.where(sieve)
    if edge is not None:
        sifted = sifted.where(column >= edge if falls else column <= edge)
    rows = uow.session.scalars(sifted.limit(size + 1)).all()
    return None if edge is not None and len(rows) <= size else asked.page(rows, size)


def _positioned(uow: UnitOfWork, query: Select[Any], order: Order, after: Any, before: Any) -> _Positioned:
    beside = before if before is not None else after
    stands = uow.session.execute(select(order.column).where(order.key == beside)).first() if beside else None
    if stands is None:
        return _Positioned(order.of(query), order, begins=True)
    backwards = before is not None
    beyond = order.beyond(query, stands[0], beside, backwards=backwards)
    return _Positioned(order.of(beyond, backwards=backwards), order, begins=False, backwards=backwards)


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
