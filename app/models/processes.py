"""What the machinery shows of itself: the processes that run, and when each territory was last planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, WithId


class Process(WithId, Base):
    """A process of the installation, seen every few seconds; `figures` is what it measured so far."""

    __tablename__ = "processes"

    kind: Mapped[str] = mapped_column(String(20))
    host: Mapped[str] = mapped_column(String(120))
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    figures: Mapped[list[Any]]


class PlanRunRow(Base):
    """When a territory's plan was last made, and whom it reaches later than the cap on waiting.

    `long_waits` are {"visit_id", "over_s"}: even serving the oldest first would miss the cap by so much.
    """

    __tablename__ = "plan_runs"

    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    planned_at: Mapped[datetime]
    long_waits: Mapped[list[Any]]
