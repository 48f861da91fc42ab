"""When each territory was planned, and what the ledger taught about driving and service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class LearnedTimes(Base):
    """A territory's newest lesson.

    `basis` is the travel model that `corrections` (`dispatch.travel.districts`) correct: under another one
    they mean nothing.  The `…_sigma` are spreads of the logarithm, `demand` is the field of requests to come
    (`dispatch.model.demand`).  None: too little was seen.
    """

    __tablename__ = "learned_times"

    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    learned_at: Mapped[datetime]
    basis: Mapped[dict[str, Any]]
    corrections: Mapped[dict[str, Any] | None]
    service_sigma: Mapped[float | None]
    travel_sigma: Mapped[float | None]
    drives: Mapped[int]
    services: Mapped[int]
    demand: Mapped[dict[str, Any] | None]


class PlanRunRow(Base):
    """When a territory's plan was last made, and whom it reaches later than the cap on waiting.

    `long_waits` are {"visit_id", "over_s"}: even serving the oldest first would miss the cap by so much.
    `expected` is the vote of the futures that were planned (`dispatch.model.plan.Expecting`), and as `moves`
    {"engineer", "to"}: where those wait best who have nothing to do.  None without either.
    """

    __tablename__ = "plan_runs"

    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    planned_at: Mapped[datetime]
    long_waits: Mapped[list[Any]]
    expected: Mapped[dict[str, Any] | None]
