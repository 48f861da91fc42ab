"""Who is on duty in a territory, until when, and when that next changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import cast
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.registers.reads.shifts import presences
from app.registers.rules.roster import Presence, presence_at
from app.registers.tables import Engineer, Leave, Shift

CHAINED = timedelta(days=1)
"""So far before and behind the present, shifts that touch are joined."""

LOOKAHEAD = timedelta(hours=2)
"""A shift that begins this soon already gets work planned; it is offered once the shift has begun."""


def shifts_of_day(uow: UnitOfWork, territory_id: UUID) -> dict[UUID, Presence]:
    """Engineer id → the presence under way, else the one that begins within `LOOKAHEAD`.

    Shifts that touch are one presence.  An engineer whose account is closed has none: nobody would answer.
    """
    rosters = presences(
        uow,
        Engineer.territory_id == territory_id,
        Engineer.active.is_(True),
        Engineer.id.not_in(unreachable()),
        Shift.ends_at > uow.now - CHAINED,
        Shift.starts_at <= uow.now + LOOKAHEAD + CHAINED,
    )
    chosen = {key: presence_at(shifts, uow.now, LOOKAHEAD) for key, shifts in rosters.items()}
    return {key: presence for key, presence in chosen.items() if presence is not None}


def gone_engineers(uow: UnitOfWork, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these engineers who can answer nothing."""
    found = select(Engineer.id).where(Engineer.id.in_(set(ids)), Engineer.id.in_(unreachable()))
    return frozenset(uow.session.scalars(found))


@cache
def unreachable() -> Select[UUID]:
    """Ids of the engineers who had an account and have no open one: they can answer nothing.

    One for whom no account was ever made is reached in other ways (a roster that is still being set up, a
    demonstration), and is planned.
    """
    open_account = aliased(User)
    answers = exists().where(open_account.engineer_id == User.engineer_id, open_account.active)
    ids = select(User.engineer_id).where(User.engineer_id.is_not(None), User.active.is_(False), ~answers)
    return cast("Select[UUID]", ids)


def engineers_by_id(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Engineer]:
    """The engineers with their skills, in order of number."""
    return list(
        uow.session.scalars(
            select(Engineer)
            .where(Engineer.id.in_(set(ids)))
            .options(selectinload(Engineer.skills))
            .order_by(Engineer.number)
        )
    )


def next_change_at(uow: UnitOfWork, territory_id: UUID) -> datetime | None:
    """When a shift or a leave of the territory next comes into view, begins, or ends; None without any."""
    shifts = _spans_to_come(uow, Shift, territory_id)
    leaves = _spans_to_come(uow, Leave, territory_id)
    moments = [at for begins, ends in shifts for at in (begins - LOOKAHEAD, begins, ends)]
    # When a leave ends, the rest of the shift begins.
    moments += [at for begins, ends in leaves for at in (begins, ends - LOOKAHEAD, ends)]
    return min((moment for moment in moments if moment > uow.now), default=None)


def _spans_to_come(
    uow: UnitOfWork, table: type[Shift | Leave], territory_id: UUID
) -> list[tuple[datetime, datetime]]:
    rows = uow.session.execute(
        select(table.starts_at, table.ends_at)
        .join(Engineer, Engineer.id == table.engineer_id)
        .where(Engineer.territory_id == territory_id, Engineer.active, table.ends_at > uow.now)
        .order_by(table.starts_at)
        .limit(500)
    )
    return [(begins, ends) for begins, ends in rows]
