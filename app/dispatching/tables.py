"""When each territory was planned, and what the ledger taught about driving and service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
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


class LearnedStars(Base):
    """What closed visits taught of a grade, or of a kind of fault (`app.dispatching.rules.learned`).

    `measure` is time (seconds on site ÷ expected) or fix (the share done at the first visit); `stars` 0 for a
    kind of fault, `fault_code` blank for a grade.  `raw` as seen, `value` shrunk to the `default`, with `low`
    and `high`.  `first_at` and `last_at` are when the visits were that it is learned from.
    """

    __tablename__ = "learned_stars"

    measure: Mapped[str] = mapped_column(String(8), primary_key=True)
    stars: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fault_code: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    visits: Mapped[int]
    engineers: Mapped[int]
    raw: Mapped[float]
    value: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    default: Mapped[float] = mapped_column("default_value")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    learned_at: Mapped[datetime]


class MonthShare(Base):
    """How much of this month's work an engineer has had (`app.dispatching.rules.fair_share`)."""

    __tablename__ = "month_shares"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    share: Mapped[float]
    counted_at: Mapped[datetime]
