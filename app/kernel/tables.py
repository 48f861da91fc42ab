"""What the kernel keeps: the ledger, timers, repeats, the simulated clock, the processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.kernel.base import Base, WithId

_Serial = BigInteger().with_variant(Integer, "sqlite")


class EventPersonalData(Base):
    """The fields of an event that say something of a person: canonical JSON, which may be erased.

    The event's body has the hash over `salt` and `body`, so that a chain says whether they are what was
    written, and nothing that they could be guessed from once they are gone.
    """

    __tablename__ = "event_personal_data"

    event_id: Mapped[int] = mapped_column(
        _Serial, ForeignKey("events.id"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class Event(Base):
    """One entry.  `body` is the canonical JSON that the hash covers; rows are never changed.

    `personal` is the JSON that stands beside it, and comes with the same query, be it of whole events or of
    columns; `app.kernel.ledger_text` reads both.

    `tx_id` is the transaction that wrote it (0 on SQLite, whose writers take turns): events are read in
    order of (tx_id, id), below the oldest transaction that still runs (`app.kernel.feed`).
    """

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("stream", "number"), Index("ix_events_tx_id_id", "tx_id", "id"))

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    stream: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(80))
    visit_id: Mapped[UUID | None] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    tx_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    personal: Mapped[str | None] = column_property(
        select(EventPersonalData.body)
        .where(EventPersonalData.event_id == id)  # noqa: A003 - the column above
        .correlate_except(EventPersonalData)
        .scalar_subquery()
    )


class StreamHead(Base):
    """The newest event of a stream; locked while the stream grows."""

    __tablename__ = "stream_heads"

    stream: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    sealed_number: Mapped[int] = mapped_column(default=0)


class Seal(Base):
    """A root over the heads that moved since the seal before, chained to it."""

    __tablename__ = "seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    previous_root: Mapped[str] = mapped_column(String(64))
    root: Mapped[str] = mapped_column(String(64))


class SealedHead(Base):
    """One head that a seal covers."""

    __tablename__ = "sealed_heads"

    seal_number: Mapped[int] = mapped_column(ForeignKey("seals.number"), primary_key=True)
    stream: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


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


class SimulatedClockRow(Base):
    """The one instant of a simulation, in microseconds since 1970 UTC.

    The rest is for simulations whose time is moved by worker processes: how often somebody asked for time
    to move, where to, which of the askings was answered last, and what has run on the way altogether.
    """

    __tablename__ = "simulated_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch_us: Mapped[int] = mapped_column(BigInteger)
    target_us: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    asked: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    answered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    timers_run: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    plans: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Timer(Base):
    """Work that falls due; claimed by a conditional UPDATE that pushes `due_at` out by a lease."""

    __tablename__ = "timers"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    armed: Mapped[int] = mapped_column(default=1)
    failures: Mapped[int] = mapped_column(default=0)


class IdempotencyKey(Base):
    """The stored answer of a write, to be replayed for 24 hours."""

    __tablename__ = "idempotency_keys"

    principal: Mapped[str] = mapped_column(String(80), primary_key=True)
    route: Mapped[str] = mapped_column(String(160), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(index=True)
