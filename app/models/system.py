"""Tables that the machinery keeps: the simulated clock, timers, idempotency keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


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


class ImportRun(Base):
    """A file that was imported: its first `written` rows stand, and are skipped when it comes again.

    `digest` is the SHA-256 of the file.  Where `written` is `rows` it came in whole, at `started_at`.
    """

    __tablename__ = "import_runs"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    written: Mapped[int]
    rows: Mapped[int]
    started_at: Mapped[datetime]


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
