"""Where engineers are, and every position that a phone reported."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class EngineerPosition(Base):
    """Where an engineer was last known to be; older reports never replace newer ones."""

    __tablename__ = "engineer_positions"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    lat: Mapped[float]
    lon: Mapped[float]
    accuracy_m: Mapped[float | None]
    at: Mapped[datetime]
    received_at: Mapped[datetime]


class PositionFix(WithId, Base):
    """One position as a phone reported it: what an arrival's track is judged by.

    `at` is the corrected device time.  `mock`: the phone says that the place is made up.  `distrusted`: why
    the fix says nothing about where the engineer is; None where it does.  `visit_id`: the visit with whose
    arrival it is kept when others of its age are deleted.
    """

    __tablename__ = "position_fixes"
    __table_args__ = (
        Index("ix_position_fixes_engineer_at", "engineer_id", "at"),
        Index("ix_position_fixes_visit_at", "visit_id", "at"),
    )

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    event_id: Mapped[UUID]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    lat: Mapped[float]
    lon: Mapped[float]
    accuracy_m: Mapped[float | None]
    mock: Mapped[bool] = mapped_column(default=False)
    distrusted: Mapped[str | None] = mapped_column(String(20))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
