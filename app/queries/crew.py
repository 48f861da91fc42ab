"""Who is on duty in a territory, until when, and when that next changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.models import Engineer, Shift
from app.runtime import UnitOfWork

LOOKAHEAD = timedelta(hours=2)
"""A shift that begins this soon already gets work planned; it is offered once the shift has begun."""


def shifts_of_day(uow: UnitOfWork, territory_id: UUID) -> dict[UUID, Shift]:
    """Engineer id → the shift under way, else the one that begins within `LOOKAHEAD`."""
    rows = uow.session.scalars(
        select(Shift)
        .join(Engineer, Engineer.id == Shift.engineer_id)
        .where(
            Engineer.territory_id == territory_id,
            Engineer.active,
            Shift.ends_at > uow.now,
            Shift.starts_at <= uow.now + LOOKAHEAD,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    chosen: dict[UUID, Shift] = {}
    for shift in rows:
        chosen.setdefault(shift.engineer_id, shift)
    return chosen


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
    """When a shift of the territory next comes into view, begins, or ends; None where none is known."""
    rows = uow.session.execute(
        select(Shift.starts_at, Shift.ends_at)
        .join(Engineer, Engineer.id == Shift.engineer_id)
        .where(
            Engineer.territory_id == territory_id,
            Engineer.active,
            or_(Shift.starts_at > uow.now, Shift.ends_at > uow.now),
        )
        .order_by(Shift.starts_at)
        .limit(500)
    )
    moments = [moment for row in rows for moment in (row.starts_at - LOOKAHEAD, row.starts_at, row.ends_at)]
    return min((moment for moment in moments if moment > uow.now), default=None)
