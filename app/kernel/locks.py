"""Row locks, and the one order in which they are taken.

1. engineers by id,
2. the machine that a new request is about,
3. requests by id, each followed by its visits by id,
4. what hangs on one of these (alerts, messages, photos, positions, phones), and what is changed alone
   (customers, enquiries, subscriptions),
5. at the commit: heads of the ledger by name, the planner's timers, the watch's (`unit_of_work.Phase`).

Whoever takes more than one takes them in this order, so that no circle of waiting can close.  A room's own
functions (`app.registers.commands.locks`, `app.requests.commands.locks`) keep it for their tables.

A locked row can still be referred to by new rows: these locks leave the key alone.  SQLite needs none of
them, since its writers take turns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel.base import WithId
from app.kernel.errors import NotFound
from app.kernel.uow import UnitOfWork

T = TypeVar("T")
R = TypeVar("R", bound=WithId)

_ROW = {"key_share": True}


def row(uow: UnitOfWork, kind: type[T], key: object, *, references: bool = False) -> T:
    """Lock one row by primary key; with `references` nobody can begin to refer to it either.

    Raises:
        NotFound: there is none.
        VersionConflict: it was read before in this transaction and has changed since.
    """
    found = row_or_none(uow, kind, key, references=references)
    if found is None:
        raise NotFound(kind.__name__, key)
    return found


def row_or_none(uow: UnitOfWork, kind: type[T], key: object, *, references: bool = False) -> T | None:
    """Lock one row by primary key as `row` does; None where there is none."""
    return uow.session.get(kind, key, with_for_update=True if references else _ROW)


def rows(uow: UnitOfWork, query: Select[T]) -> list[T]:
    """Lock the rows that `query` finds, in its order, and read them afresh."""
    locking = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(uow.session.scalars(locking))


def fresh(uow: UnitOfWork, kind: type[R], key: UUID) -> R:
    """Lock one row by its id, and read it afresh.

    Raises:
        NotFound: there is none.
    """
    found = by_id(uow, kind, [key])
    if not found:
        raise NotFound(kind.__name__, key)
    return found[0]


def by_id(uow: UnitOfWork, kind: type[R], ids: Iterable[UUID]) -> list[R]:
    """Lock these rows in order of id, and read them afresh."""
    return rows(uow, select(kind).where(kind.id.in_(sorted(ids))).order_by(kind.id))


def one_or_none(uow: UnitOfWork, query: Select[T]) -> T | None:
    """Lock the only row that `query` finds, and read it afresh; None where it finds none."""
    found = rows(uow, query)
    return found[0] if found else None


def again(uow: UnitOfWork, known: Any) -> None:
    """Lock a row that was read before, and read it afresh."""
    uow.session.refresh(known, with_for_update=_ROW)
