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


def page_of(uow: UnitOfWork, query: Select[Any], number: int, size: int) -> Page:
    """Return the page of that number; one behind the last is the last, one before the first the first."""
    total = uow.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    within = min(max(number, 1), max(1, -(-total // size)))
    rows = uow.session.scalars(query.offset(size * (within - 1)).limit(size)).all()
    return Page(rows, within, size, total)
