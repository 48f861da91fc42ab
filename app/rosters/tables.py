"""Patterns that a company works by, and what was done to a roster at one stroke, so that it can be undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, within
from app.rosters.rules.patterns import MOST_CREWS


class RosterPattern(WithId, Versioned, Base):
    """A cycle of days that a company made itself; `days` are as `app.rosters.rules.patterns` writes them.

    Crew 2 of `crews` begins the cycle `len(days) / crews` days after crew 1.  `weekly`: day 1 is a Monday.
    One that is not `active` was withdrawn.  Shifts made by a pattern are rows of their own: they stay as they
    are when it is changed or withdrawn.
    """

    __tablename__ = "roster_patterns"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    crews: Mapped[int] = within(1, MOST_CREWS, default=1)
    weekly: Mapped[bool] = mapped_column(default=False)
    days: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class RosterAct(WithId, Base):
    """A week that was copied or a pattern that was applied.

    `made` are [[shift id, version], …], `removed` the columns of the shifts that gave way to them.
    """

    __tablename__ = "roster_acts"
    __table_args__ = (Index("ix_roster_acts_territory_id_at", "territory_id", "at"),)

    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"))
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    by_name: Mapped[str] = mapped_column(String(120))
    first_on: Mapped[date]
    last_on: Mapped[date]
    made: Mapped[list[Any]]
    removed: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]
