"""Positions that an engineer's phone reported, for those who may see them: dispatchers, managers, himself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.positions.tables import PositionFix
from app.registers.reads import registry
from app.registers.tables import Engineer, Territory

MOST = 2000


def positions(engineer_id: UUID, begin: datetime, end: datetime) -> Select[Any]:
    """The query of an engineer's positions in [begin, end), in order of time."""
    return (
        select(PositionFix)
        .where(PositionFix.engineer_id == engineer_id, PositionFix.at >= begin, PositionFix.at < end)
        .order_by(PositionFix.at, PositionFix.id)
    )


def positions_between(
    uow: UnitOfWork, engineer_id: UUID, begin: datetime, end: datetime
) -> list[PositionFix]:
    """The positions themselves, `MOST` of them at most."""
    return list(uow.session.scalars(positions(engineer_id, begin, end).limit(MOST)))


def engineer_and_zone(uow: UnitOfWork, engineer_id: UUID) -> tuple[Engineer, str]:
    """The engineer, and the time zone in which his days are told.

    Raises:
        NotFound: there is no such engineer, or it is somebody else's.
    """
    engineer: Engineer = registry.one(uow, registry.REGISTERS["engineer"], engineer_id)
    return engineer, uow.get(Territory, engineer.territory_id).time_zone
