"""The phones that an engineer has used."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.phones.tables import Device


def phones_of(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Device]:
    """Return them, the one heard last first."""
    mine = select(Device).where(Device.engineer_id == engineer_id)
    return uow.session.scalars(mine.order_by(Device.last_seen_at.desc(), Device.device_id)).all()
