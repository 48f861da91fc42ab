"""What engineers asked for, and what became of it; the leave itself is a row of the registers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose


class LeaveRequest(WithId, Versioned, Base):
    """An engineer asks to be away (请假申请).

    `leave_id` is the leave that the approval wrote; the office may remove it from the roster, so nothing
    refers to it.
    """

    __tablename__ = "leave_requests"
    __table_args__ = (
        Index("ix_leave_requests_engineer_id_starts_at", "engineer_id", "starts_at"),
        Index("ix_leave_requests_state", "state"),
    )

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    reason: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_why: Mapped[str | None] = prose(1000)
    leave_id: Mapped[UUID | None]
