"""The ledger's tables: events in hash chains, their heads, and the seals over all heads."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

_Serial = BigInteger().with_variant(Integer, "sqlite")


class Event(Base):
    """One entry.  `body` is the canonical JSON that the hash covers; rows are never changed.

    `tx_id` is the transaction that wrote it (0 on SQLite, whose writers take turns): events are read in
    order of (tx_id, id), below the oldest transaction that still runs (`app.queries.feed`).
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
