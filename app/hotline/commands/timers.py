"""The timer of this room: a caller who is to hear of us again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.hotline.commands import calls
from app.kernel import Runtime, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind


def fall_due(runtime: Runtime, subject: str) -> datetime | None:
    """See whether the caller of the call `subject` has heard of us."""
    with unit_of_work(runtime) as uow:
        return calls.fall_due(uow, UUID(subject))


KINDS = (
    TimerKind(
        name=calls.CALL_TIMER,
        work=fall_due,
        queue=Queue.PROMPT,
        horizon=timedelta(days=400),
        standing=calls.arm_open,
    ),
)
