"""Who is on call when, in one territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.kernel import UnitOfWork, visibility
from app.registers.reads.shifts import presences
from app.registers.rules.roster import ShiftKind, merged
from app.registers.tables import Engineer, Shift, Territory


@dataclass(frozen=True, slots=True)
class OnCall:
    """An engineer waits at home from when until when; he sets out `setout_s` seconds after a call."""

    engineer: Engineer
    starts_at: datetime
    ends_at: datetime
    setout_s: int


def on_call(uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime) -> list[OnCall]:
    """Return who is on call within [begin, end), leave taken out; the first to begin first."""
    found = presences(
        uow,
        Shift.kind == ShiftKind.ON_CALL,
        Shift.starts_at < end,
        Shift.ends_at > begin,
        Engineer.territory_id == territory.id,
        Engineer.active.is_(True),
        visibility.rows(Engineer, uow.principal),
    )
    people = {one.id: one for one in uow.session.scalars(select(Engineer).where(Engineer.id.in_(found)))}
    spans = [
        OnCall(people[key], one.starts_at, one.ends_at, one.setout_s)
        for key, there in found.items()
        for one in merged(there)
        if one.starts_at < end and one.ends_at > begin
    ]
    return sorted(spans, key=lambda one: (one.starts_at, one.engineer.number))
