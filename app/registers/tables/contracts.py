"""What customers were promised, and the days that differ from their calendar."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose, within
from app.registers.tables.external_ids import HasExternalId
from app.registers.tables.territories import DAY_S, TERRITORY_CALENDAR


class Contract(WithId, HasExternalId, Versioned, Base):
    """What a customer was promised; `coverage` None means around the clock.

    Coverage hours follow `holiday_calendar`: the territory's, one of its own, or `NO_CALENDAR`, under which
    public holidays are days like others.
    """

    __tablename__ = "contracts"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    promise_s: Mapped[int] = within(300, 7 * DAY_S, default=3600)
    min_stars: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = within(1, 3, default=1)
    coverage: Mapped[dict[str, Any] | None]
    holiday_calendar: Mapped[str] = mapped_column(
        String(12), default=TERRITORY_CALENDAR, server_default=text("'territory'")
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    notes: Mapped[str] = prose(2000, default="")


class CalendarDay(WithId, Versioned, Base):
    """A date that differs from its calendar, for all of a territory or for one contract.

    `kind`: open (its own weekday's hours hold, whatever the calendar says), closed, or as (the hours of
    `as_weekday` hold: a make-up working day).
    """

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("territory_id", "date"), UniqueConstraint("contract_id", "date"))

    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(String(8))
    as_weekday: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str] = mapped_column(String(200), default="")
