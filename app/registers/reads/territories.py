"""Territories to choose from."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Territory


def active_territories(uow: UnitOfWork) -> list[tuple[UUID, str]]:
    """Return the active territories to choose from, by name."""
    rows = uow.session.execute(
        select(Territory.id, Territory.name).where(Territory.active).order_by(Territory.name)
    )
    return [(row.id, row.name) for row in rows]
