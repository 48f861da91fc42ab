"""When engineers are there: their shifts without what leave takes of them; everybody who plans asks here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.kernel import UnitOfWork
from app.registers.rules.roster import Presence, ShiftKind, without
from app.registers.tables import Engineer, Leave, Shift

Span = tuple[datetime, datetime]


def presences(uow: UnitOfWork, *which: ColumnElement[bool]) -> dict[UUID, list[Presence]]:
    """Engineer id → what is left of the shifts that `which` selects (of `Shift`, `Engineer`), in order."""
    query = select(Shift).join(Engineer, Engineer.id == Shift.engineer_id).where(*which)
    shifts = uow.session.scalars(query.order_by(Shift.starts_at, Shift.id)).all()
    if not shifts:
        return {}
    begin, end = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    away = leaves_between(uow, {one.engineer_id for one in shifts}, begin, end)
    found: dict[UUID, list[Presence]] = defaultdict(list)
    for shift in shifts:
        found[shift.engineer_id] += without(presence_of(shift), away.get(shift.engineer_id, ()))
    return {key: there for key, there in found.items() if there}


def leaves_between(
    uow: UnitOfWork, engineers: Collection[UUID], begin: datetime, end: datetime
) -> dict[UUID, list[Span]]:
    """Engineer id → the spans of leave that touch [begin, end)."""
    away: dict[UUID, list[Span]] = defaultdict(list)
    for leave in uow.session.scalars(
        select(Leave)
        .where(Leave.engineer_id.in_(engineers), Leave.starts_at < end, Leave.ends_at > begin)
        .order_by(Leave.starts_at)
    ):
        away[leave.engineer_id].append((leave.starts_at, leave.ends_at))
    return away


def presence_of(shift: Shift) -> Presence:
    """A shift as the roster's rules take it."""
    breaks = [tuple(datetime.fromisoformat(edge) for edge in span) for span in shift.breaks]
    return Presence(
        shift.starts_at,
        shift.ends_at,
        tuple(sorted((begins, ends) for begins, ends in breaks)),
        ShiftKind(shift.kind),
        shift.setout_s,
    )
