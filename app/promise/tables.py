"""The promise watch: one row per open promise, and the alerts that it raised."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class Watch(Base):
    """That an open promise is watched; gone when the promise is settled.

    `next_due_at` is when its next rung falls due or an alert is to be repeated, as of the last look; a look
    is claimed by an UPDATE on the condition that `looks` is still what it was.
    """

    __tablename__ = "watches"
    __table_args__ = (Index("ix_watches_territory_due", "territory_id", "next_due_at"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"))
    next_due_at: Mapped[datetime | None]
    eta_late_since: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(default=0)


_OPEN = text("cleared_at IS NULL")


class Alert(WithId, Base):
    """One rung of the danger ladder that a promise came to stand on, or a complaint: that has a call instead.

    `since` is when the rung's reason began, so that one reason is raised once; `due_at` when the rung fell
    due, `raised_at` when it was raised, later where nobody was there to watch.  `rescue` is what was prepared
    (`app.promise.commands.rescue`).
    """

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("request_id", "rung", "since"),
        UniqueConstraint("call_id", "rung"),
        Index(
            "uq_alerts_open_rung",
            "request_id",
            "rung",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("ix_alerts_open_due", "due_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_requests.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"), index=True)
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    rung: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]
    due_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    told_at: Mapped[datetime]
    repeats: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(120))
    acknowledge_reason: Mapped[str | None] = mapped_column(String(300))
    cleared_at: Mapped[datetime | None]
    cleared_why: Mapped[str | None] = mapped_column(String(20))
    rescue: Mapped[dict[str, Any] | None]
    rescued_at: Mapped[datetime | None]

    @property
    def late_s(self) -> int:
        """Seconds from when the rung fell due to when it was raised."""
        return int((self.raised_at - self.due_at).total_seconds())
