"""Swaps that engineers offered one another, and what became of them; the shifts are rows of the registers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose


class ShiftSwap(WithId, Versioned, Base):
    """An engineer offers a shift of his to a colleague (换班): for one of the colleague's, or for nothing.

    A shift is its whole duty, named by one of its rows and kept with its span: the office may change or
    remove it meanwhile, so nothing refers to it.  `wanted_…` are None where nothing is asked for in return.
    """

    __tablename__ = "shift_swaps"
    __table_args__ = (
        Index("ix_shift_swaps_from_engineer_id", "from_engineer_id"),
        Index("ix_shift_swaps_to_engineer_id", "to_engineer_id"),
        Index("ix_shift_swaps_state", "state"),
    )

    from_engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    to_engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    given_shift_id: Mapped[UUID]
    given_starts_at: Mapped[datetime]
    given_ends_at: Mapped[datetime]
    wanted_shift_id: Mapped[UUID | None]
    wanted_starts_at: Mapped[datetime | None]
    wanted_ends_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(String(12))
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_why: Mapped[str | None] = prose(1000)
