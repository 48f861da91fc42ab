"""Which processes of the installation are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.models import Process
from app.runtime import UnitOfWork

MISSED_AFTER = timedelta(seconds=60)
"""Six beats: whoever was silent for so long is gone, or cannot reach the database."""

WORKING = ("worker", "embedded")


def present(uow: UnitOfWork) -> Sequence[Process]:
    """Return the processes seen within the last minute, the oldest first."""
    seen = select(Process).where(Process.seen_at > uow.now - MISSED_AFTER)
    return uow.session.scalars(seen.order_by(Process.started_at, Process.id)).all()


def worker_seen_at(uow: UnitOfWork) -> datetime | None:
    """Tell when one that does due work was last seen; None where none ever was."""
    return uow.session.scalar(select(func.max(Process.seen_at)).where(Process.kind.in_(WORKING)))


def is_present(uow: UnitOfWork, kind: str, host: str) -> bool:
    """Tell whether a process of `kind` on `host` was seen within the last minute."""
    asked = (Process.kind == kind, Process.host == host, Process.seen_at > uow.now - MISSED_AFTER)
    return uow.session.scalar(select(Process.id).where(*asked).limit(1)) is not None
