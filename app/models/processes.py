"""What the machinery shows of itself: the processes that run, and when each territory was last planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, WithId


class Process(WithId, Base):
    """A process of the installation, seen every few seconds; `figures` is what it measured so far.

    `started_at` and `seen_at` are by the database's clock; `skew_s` is how far the process's own is ahead.
    """

    __tablename__ = "processes"

    kind: Mapped[str] = mapped_column(String(20))
    host: Mapped[str] = mapped_column(String(120))
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    skew_s: Mapped[float] = mapped_column(Double, default=0.0, server_default=text("0"))
    figures: Mapped[list[Any]]


class PlanRunRow(Base):
    """When a territory's plan was last made, and whom it reaches later than the cap on waiting.

    `long_waits` are {"visit_id", "over_s"}: even serving the oldest first would miss the cap by so much.
    """

    __tablename__ = "plan_runs"

    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    planned_at: Mapped[datetime]
    long_waits: Mapped[list[Any]]
