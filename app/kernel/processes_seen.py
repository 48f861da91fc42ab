"""Which processes of the installation are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.tables import Process

MISSED_AFTER = timedelta(seconds=60)
"""Six beats: whoever was silent for so long is gone, or cannot reach the database."""

WORKING = ("worker", "embedded")


def present(uow: UnitOfWork) -> Sequence[Process]:
    """Return the processes seen within the last minute, the oldest first."""
    seen = select(Process).where(Process.seen_at > _now(uow) - MISSED_AFTER)
    return uow.session.scalars(seen.order_by(Process.started_at, Process.id)).all()


def worker_seen_at(uow: UnitOfWork) -> datetime | None:
    """Tell when one that does due work was last seen; None where none ever was.

    One whose clock is too far off does none.
    """
    works = (Process.kind.in_(WORKING), func.abs(Process.skew_s) <= uow.settings.clock_limit_s)
    return uow.session.scalar(select(func.max(Process.seen_at)).where(*works))


def silent_s(uow: UnitOfWork, seen_at: datetime) -> float:
    """Tell how long it is since `seen_at`, by the database's clock."""
    return max((_now(uow) - seen_at).total_seconds(), 0.0)


def of_host(uow: UnitOfWork, kind: str, host: str) -> Sequence[Process]:
    """Return the processes of `kind` on `host` that were seen within the last minute."""
    return [one for one in present(uow) if (one.kind, one.host) == (kind, host)]


def _now(uow: UnitOfWork) -> datetime:
    return uow.runtime.drift.agreed(uow.now)
