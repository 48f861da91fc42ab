"""The duty that a shift belongs to, as it stands on the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Shift
from app.rosters.rules.duties import duties


def duty_of(uow: UnitOfWork, shift: Shift, zone: str) -> Sequence[Shift]:
    """The shift with its other piece, where its duty is written in two that are cut at midnight."""
    near = select(Shift).where(
        Shift.engineer_id == shift.engineer_id,
        Shift.starts_at < shift.ends_at + timedelta(days=1),
        Shift.ends_at > shift.starts_at - timedelta(days=1),
    )
    found = duties(uow.session.scalars(near).all(), zone)
    return next(duty for duty in found if shift in duty)
