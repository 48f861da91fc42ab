"""The timer of this room: a subscription's messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import Runtime
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.outbox.commands import notices, running
from app.outbox.commands.waking import OUTBOX_TIMER


def send(runtime: Runtime, subject: str) -> datetime | None:
    """Send what is due for the subscription `subject`."""
    return running.run(runtime, UUID(subject))


KINDS = (
    TimerKind(
        name=OUTBOX_TIMER,
        work=send,
        queue=Queue.OUTSIDE,
        horizon=timedelta(days=1),
        standing=notices.ensure,
    ),
)
