"""The phones that engineers report from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, WithId


class Device(WithId, Base):
    """One phone of one engineer and how far its clock is off.

    `skew_s` is what has to be added to its clock: the median of `samples`, the skews of its last syncs,
    oldest first.  `skews`: [when, told or measured] of the last days, each that differs.
    `unkept`: marks of messages that were answered and not kept, newest last: their numbers leave no gap.
    `calls`: [boot, counter, the phone's clock, receipt] of the syncs that told the counter, of each boot the
    first and the last.
    `last_seen_at` is the server's time of the last sync.
    """

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("engineer_id", "device_id"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    device_id: Mapped[str] = mapped_column(String(64))
    app_version: Mapped[str] = mapped_column(String(40), default="")
    skew_s: Mapped[float]
    samples: Mapped[list[Any]]
    skews: Mapped[list[Any]] = mapped_column(default=list)
    unkept: Mapped[list[Any]] = mapped_column(default=list)
    calls: Mapped[list[Any]] = mapped_column(default=list)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
