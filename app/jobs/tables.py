"""Long work that people start."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.jobs.rules.states import JobState
from app.kernel.base import Base, WithId


class LongJob(WithId, Base):
    """One piece of long work; the worker that runs it holds it until `held_until`, and so on again.

    `user_id` is who started it, null for the installation itself (a command on the server).  `claims` counts
    how often a worker took it and tells the one that holds it from one that lost it; `tries` counts those
    that were not given back.  `message` is a phrase as (`id`, `values`), `report` what else its kind has to
    say.  The files are blobs.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_due_at", "state", "due_at"),
        Index("ix_jobs_user_id_created_at", "user_id", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    started_by: Mapped[str] = mapped_column(String(120))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    message: Mapped[dict[str, Any] | None]
    report: Mapped[dict[str, Any] | None]
    result_sha256: Mapped[str | None] = mapped_column(String(64))
    result_name: Mapped[str] = mapped_column(String(200), default="")
    claims: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
