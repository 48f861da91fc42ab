"""Today's requests, the most endangered first: what a dispatcher has before the eyes all day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.desk.reads.board_query import Filters, asked, of_the_day
from app.desk.reads.board_rows import Row, row_of, signs_on_board
from app.kernel import Principal, Role, UnitOfWork
from app.promise.reads.danger import Level, awaits_call_back
from app.requests.reads.outcomes import Tally, tally
from app.requests.tables import ServiceRequest

__all__ = ["Board", "Filters", "Row", "today"]

MAX_ROWS = 200

_CALLS_BACK = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows to show, how many stand at each level, and what promises came to.

    Appointments are counted apart, as in the reports. `found` are the requests of all levels.
    """

    now: datetime
    rows: list[Row]
    hidden: int
    counts: Mapping[Level, int]
    promises: Tally
    appointments: Tally
    found: frozenset[UUID]


def today(uow: UnitOfWork, principal: Principal, filters: Filters) -> Board:
    """Return what is open, doubted, made or ended since midnight in its territory, or awaits a call-back.

    Each principal sees its own.  Counts obey territory and text, not the level, so that they can stand
    on the buttons that choose a level; what promises came to is that of the day, without older call-backs.
    """
    keys = of_the_day(uow)
    office = principal.role in _CALLS_BACK
    of_day = uow.session.execute(asked(principal, filters, keys)).all()
    signs = signs_on_board(uow, principal, of_day)
    rows = [row_of(found, uow.now, signs, office=office) for found in of_day]
    not_of_day = ServiceRequest.id.not_in(select(keys.c.id))
    older = asked(
        principal, filters, select(ServiceRequest.id).where(awaits_call_back(), not_of_day).cte("older")
    )
    oldest = older.order_by(ServiceRequest.resolved_at, ServiceRequest.id).limit(MAX_ROWS)
    due = [row_of(found, uow.now, {}, office=True) for found in uow.session.execute(oldest)] if office else []
    unread = _count(uow, older) - len(due) if len(due) == MAX_ROWS else 0
    counts = Counter(row.level for row in (*rows, *due))
    counts[Level.CALL_BACK] += unread
    shown = [row for row in (*rows, *due) if _wanted(row, filters.level)]
    shown.sort(key=lambda row: _rank(row, uow.now))
    hidden = max(0, len(shown) - MAX_ROWS)
    return Board(
        now=uow.now,
        rows=shown[:MAX_ROWS],
        hidden=hidden + (unread if filters.level in (None, Level.CALL_BACK) else 0),
        counts={level: counts[level] for level in Level},
        promises=tally(row.outcome for row in rows if not row.is_appointment),
        appointments=tally(row.outcome for row in rows if row.is_appointment),
        found=frozenset(row.id for row in (*rows, *due)),
    )


def _count(uow: UnitOfWork, query: Select[*tuple[Any, ...]]) -> int:
    counted = select(func.count()).select_from(query.with_only_columns(ServiceRequest.id).subquery())
    return int(uow.session.scalar(counted) or 0)


def _wanted(row: Row, level: Level | None) -> bool:
    return row.level is not Level.OVER if level is None else row.level is level


def _rank(row: Row, now: datetime) -> tuple[int, float]:
    order = list(Level).index(row.level)
    if row.level is Level.OVER:  # what ended last is looked for first
        return order, (now - row.requested_at).total_seconds()
    expected = max(row.eta_at, now) if row.eta_at and row.level is Level.DANGER else now
    return order, (row.due_at - expected).total_seconds()
