"""What the visits of a month took in all, and views that people have sent to themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId
from app.stars.tables import MONTH


class EffortSum(Base):
    """A month's visits of one territory, kind of fault or model (`whose`, `key`): what they took in all.

    `visits` are those that somebody came to.
    """

    __tablename__ = "effort_sums"
    __table_args__ = (Index("ix_effort_sums_whose_key_month", "whose", "key", "month"),)

    month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    whose: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    visits: Mapped[int]
    work_s: Mapped[int] = mapped_column(BigInteger)
    drive_s: Mapped[int] = mapped_column(BigInteger)
    parts_cents: Mapped[int] = mapped_column(BigInteger)


class ScheduledView(WithId, Versioned, Base):
    """A page of figures that an account's owner has sent to himself, by the clocks of `time_zone`.

    `path` and `query` are its address without days, `span` how many months it shows, of a report days.
    `lost_right`: it was stopped because he may not see it any more.
    """

    __tablename__ = "scheduled_views"
    __table_args__ = (Index("ix_scheduled_views_next_at", "next_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(String(1000))
    span: Mapped[int]
    every: Mapped[str] = mapped_column(String(5))
    clock: Mapped[str] = mapped_column(String(5))
    time_zone: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(200))
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    lost_right: Mapped[bool] = mapped_column(default=False, server_default=false())
