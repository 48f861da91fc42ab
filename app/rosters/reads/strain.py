"""Whom shifts that were just written ask too much of."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.reads.shifts import presence_of
from app.registers.tables import Shift
from app.rosters.rules.local_days import DAY
from app.rosters.rules.strain import Strain, strains

_AROUND = 8 * DAY
"""A week's hours want all of the week, and rest the shift beside it."""


def strains_of(uow: UnitOfWork, made: Sequence[Shift], zone: str) -> dict[UUID, list[Strain]]:
    """Return by engineer what the shifts made ask too much of, together with those that stand there."""
    if not made:
        return {}
    begin = min(one.starts_at for one in made) - _AROUND
    end = max(one.ends_at for one in made) + _AROUND
    keys = {one.engineer_id for one in made}
    found = select(Shift).where(Shift.engineer_id.in_(keys), Shift.starts_at < end, Shift.ends_at > begin)
    by_engineer: dict[UUID, list[Shift]] = {key: [] for key in sorted(keys)}
    for shift in uow.session.scalars(found):
        by_engineer[shift.engineer_id].append(shift)
    told = {
        key: strains(
            map(presence_of, shifts),
            [(one.starts_at, one.ends_at) for one in made if one.engineer_id == key],
            zone,
        )
        for key, shifts in by_engineer.items()
    }
    return {key: ones for key, ones in told.items() if ones}
