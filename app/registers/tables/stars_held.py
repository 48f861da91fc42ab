"""Which stars engineers and service providers held since when: what was written is never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class StarsFrom(StrEnum):
    """Where stars come from; those of a newcomer are provisional."""

    BEFORE = "before"
    """What stood when the history began."""
    NEWCOMER = "newcomer"
    HAND = "hand"
    GRADE = "grade"


class StarsHeld(WithId, Base):
    """The stars of an engineer or a service provider from `from_at` on, until the next row of the same one.

    `reason` is what a person wrote; stars of a grade name it as `grade_id` instead.
    """

    __tablename__ = "stars_held"
    __table_args__ = (Index("ix_stars_held_subject_id_from_at", "subject_id", "from_at"),)

    subject: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[UUID]
    stars: Mapped[int]
    from_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(400), default="", server_default=text("''"))
    grade_id: Mapped[UUID | None]
    set_by: Mapped[str] = mapped_column(String(120))
