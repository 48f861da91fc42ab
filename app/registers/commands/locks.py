"""Locks of engineers: before all others, in order of id (`app.kernel.locks`)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.kernel import UnitOfWork, locks
from app.registers.tables import Engineer


def locked_engineer(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    """Lock an engineer, fresh from the database.

    Raises:
        NotFound: there is no such engineer.
    """
    return locks.fresh(uow, Engineer, engineer_id)


def locked_engineers(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Engineer]:
    """Lock these engineers in order of id, fresh from the database."""
    return locks.by_id(uow, Engineer, ids)
