"""Phones, and every message that one sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


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
    last_seen_at: Mapped[datetime]


class PhoneEvent(WithId, Base):
    """Every message a phone sent.  Same event id and body replays `answer`; another body is a conflict.

    `status`: applied, refused (online, the rule said no), held (came before what it builds on),
    needs_review (the state no longer allows it; a dispatcher decides).  `review_outcome` is what a person
    made of it: applied, attached (to `attached_visit_id`), ended (the visit was), set_aside.

    `offline` is how it was judged: what is dated more than half a minute before its receipt is offline
    whatever it says.  `boot_id`, `sequence` (counts the messages of an installation), `counter_ms` (since
    boot) and `device_id` are None where the phone does not send them: see `app.phones.reads.phone_clock`.
    `clock_off_s`: how much of `skew_s` is the counter's correction of a clock that was set since; 0 where the
    counter bears the clock out, None where it says nothing.
    """

    __tablename__ = "phone_events"
    __table_args__ = (
        UniqueConstraint("engineer_id", "event_id"),
        Index("ix_phone_events_visit_status", "visit_id", "status"),
        Index("ix_phone_events_engineer_sequence", "engineer_id", "sequence"),
        Index("ix_phone_events_engineer_received", "engineer_id", "received_at"),
    )

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    event_id: Mapped[UUID]
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    body_digest: Mapped[str] = mapped_column(String(64))
    offline: Mapped[bool] = mapped_column(default=False)
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
    skew_s: Mapped[float]
    device_id: Mapped[str | None] = mapped_column(String(64))
    boot_id: Mapped[str | None] = mapped_column(String(64))
    sequence: Mapped[int | None]
    counter_ms: Mapped[int | None] = mapped_column(BigInteger)
    clock_off_s: Mapped[float | None]
    status: Mapped[str] = mapped_column(String(12), index=True)
    flags: Mapped[list[Any]] = mapped_column(default=list)
    answer: Mapped[dict[str, Any]]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    review_note: Mapped[str | None] = mapped_column(String(300))
    review_outcome: Mapped[str | None] = mapped_column(String(12))
    attached_visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
