"""How far ahead the timers of each kind may lie, and which lie further."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel import UnitOfWork
from app.kernel.tables import Timer

HORIZON = {
    "watch": timedelta(minutes=10),
    "plan": timedelta(minutes=15),
    "offer_expiry": timedelta(hours=1),
    "seal": timedelta(hours=1),
    "purge": timedelta(days=1),
    "learn": timedelta(hours=6),
    "outbox": timedelta(days=1),
    "enquiry": timedelta(hours=4),
}
"""How far ahead a timer of a kind may lie.

Each kind's work looks for itself whether it is time, and says when to look again; so it may be asked
early, and a timer that lies further ahead was set by a clock that was wrong.
"""

MARGIN = timedelta(minutes=5)


def absurd(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the clause for timers that lie further ahead than any of their kind does."""
    now = uow.runtime.drift.agreed(uow.now)
    return or_(
        *(and_(Timer.kind == kind, Timer.due_at > now + far + MARGIN) for kind, far in HORIZON.items())
    )


def absurd_timers(uow: UnitOfWork) -> int:
    """Count them."""
    return uow.session.scalar(select(func.count()).select_from(Timer).where(absurd(uow))) or 0
