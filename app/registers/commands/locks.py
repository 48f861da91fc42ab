"""Locks of engineers: before all others, in order of id (`app.kernel.locks`)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, locks
from app.kernel.errors import NotFound
from app.registers.tables import Engineer


def locked_engineer(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    """Lock an engineer, fresh from the database.

    Raises:
        NotFound: there is no such engineer.
    """
    found = locked_engineers(uow, [engineer_id])
    if not found:
        raise NotFound("Engineer", engineer_id)
    return found[0]


def locked_engineers(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Engineer]:
    """Lock these engineers in order of id, fresh from the database."""
    return locks.rows(uow, select(Engineer).where(Engineer.id.in_(sorted(ids))).order_by(Engineer.id))
