"""Which timers lie further ahead than any of their kind does."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel import UnitOfWork
from app.kernel.tables import Timer
from app.kernel.timer_kinds import KINDS

MARGIN = timedelta(minutes=5)


def absurd(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the clause for timers that lie further ahead than any of their kind does."""
    now = uow.runtime.drift.agreed(uow.now)
    return or_(
        *(
            and_(Timer.kind == kind.name, Timer.due_at > now + kind.horizon + MARGIN)
            for kind in KINDS.all().values()
        )
    )


def absurd_timers(uow: UnitOfWork) -> int:
    """Count them."""
    return uow.session.scalar(select(func.count()).select_from(Timer).where(absurd(uow))) or 0
