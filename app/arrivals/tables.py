"""What persons decided about arrivals."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class ArrivalSettlement(WithId, Base):
    """A person's decision whether an engineer arrived, and why; the last one of a visit holds.

    `verdict`: arrived or not_arrived.  `on_site_at`: when, where the person set another time than was
    recorded.  `engineer_id`, `recorded_at`, `judged_as` and `findings` are the arrival as it stood then, and
    `recorded` what the visit held of it beside (see `app.arrivals.reads.gone_arrivals`), as the visit may go
    to another.
    """

    __tablename__ = "arrival_settlements"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    verdict: Mapped[str] = mapped_column(String(12))
    on_site_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300))
    by: Mapped[str] = mapped_column(String(120))
    by_role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]
    judged_as: Mapped[str | None] = mapped_column(String(12))
    findings: Mapped[list[Any] | None]
    recorded: Mapped[dict[str, Any] | None]
