"""The timer of this room: an enquiry that waits for its answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.enquiries.commands import enquiries
from app.kernel import Runtime, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind


def fall_due(runtime: Runtime, subject: str) -> datetime | None:
    """See whether the enquiry `subject` was answered within its four hours."""
    with unit_of_work(runtime) as uow:
        return enquiries.fall_due(uow, UUID(subject))


KINDS = (
    TimerKind(
        name=enquiries.ENQUIRY_TIMER,
        work=fall_due,
        queue=Queue.PROMPT,
        horizon=timedelta(hours=4),
        standing=enquiries.arm_unanswered,
    ),
)
