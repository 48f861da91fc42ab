"""Newcomers whose provisional stars somebody should have graded or confirmed by now."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.kernel.local_dates import last_day_anywhere
from app.kernel.standing import Standing
from app.registers.tables import Engineer, Territory
from app.teams.reads.managed import managed_engineers


def overdue(uow: UnitOfWork) -> list[tuple[Engineer, datetime]]:
    """Return those whom the caller answers for, with the end of their last day, the first one first."""
    until = Engineer.stars_provisional_until
    query = (
        select(Engineer, until, Territory.time_zone)
        .join(Territory, Territory.id == Engineer.territory_id)
        .where(
            Engineer.active.is_(True),
            until < last_day_anywhere(uow.now),
        )
        .order_by(until, Engineer.number)
    )
    own = managed_engineers(uow, uow.principal)
    ends = [
        (one, datetime.combine(day or date.max, time.max, ZoneInfo(zone)))
        for one, day, zone in uow.session.execute(query)
        if own is None or one.id in own
    ]
    return [(one, at) for one, at in ends if at < uow.now]


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait, and since when the first does."""
    found = overdue(uow)
    return Standing(len(found), due_at=found[0][1] if found else None)


def to_grade(uow: UnitOfWork) -> Select[UUID]:
    """Select them."""
    return select(Engineer.id).where(Engineer.id.in_([one.id for one, _ in overdue(uow)]))
