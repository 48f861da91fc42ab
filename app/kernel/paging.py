"""One page of a long list, with the number of rows in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.kernel import UnitOfWork


@dataclass(frozen=True, slots=True)
class Page:
    """Rows `size * (number - 1)` and on, of `total`."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def counted(uow: UnitOfWork, query: Select[Any]) -> int:
    """Count the rows that a query finds."""
    return uow.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def rows_from(uow: UnitOfWork, query: Select[Any], first: int, size: int) -> Sequence[Any]:
    """Return `size` rows, the one of number `first` and on, counted from 0."""
    return uow.session.scalars(query.offset(first).limit(size)).all()


def page_of(uow: UnitOfWork, query: Select[Any], number: int, size: int) -> Page:
    """Return the page of that number; one behind the last is the last, one before the first the first."""
    total = counted(uow, query)
    within = min(max(number, 1), max(1, -(-total // size)))
    return Page(rows_from(uow, query, size * (within - 1), size), within, size, total)
