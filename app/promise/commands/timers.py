"""The timer of this room: the watch over a territory's promises."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import Runtime, UnitOfWork, timers
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.promise.commands.look import look
from app.promise.commands.triggers import WATCH_TIMER
from app.registers.tables import Territory


def watch(runtime: Runtime, subject: str) -> datetime | None:
    """Look at the open promises of the territory `subject`."""
    return look(runtime, UUID(subject))


def _watch_all(uow: UnitOfWork) -> None:
    """Arm all watches, also where a territory was closed: what was promised there is still watched."""
    for territory_id in uow.session.scalars(select(Territory.id)):
        timers.arm(uow, WATCH_TIMER, str(territory_id), uow.now)


KINDS = (
    TimerKind(
        name=WATCH_TIMER,
        work=watch,
        queue=Queue.PROMPT,
        horizon=timedelta(minutes=10),
        standing=_watch_all,
        rest=timedelta(seconds=20),
    ),
)
