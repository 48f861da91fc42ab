"""Sending the views that are due, each to who asked for it alone, and only as long as he may see it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.commands.accounts import acting
from app.kernel import Runtime, UnitOfWork, ledger, locks, timers, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.outbox.commands.recipients import channel_for_email
from app.scorecards.events import ScheduledViewDue
from app.scorecards.reads.scheduled import may_see, view_of
from app.scorecards.rules.schedules import ViewEvery, next_time
from app.scorecards.tables import ScheduledView

SCHEDULED = "scheduled_views"
_DAY = timedelta(days=1)


def send_due(runtime: Runtime, _subject: str) -> datetime | None:
    """Send what is due, and come back when the next is."""
    of = ScheduledView
    with unit_of_work(runtime, write=False) as uow:
        due = select(of.id).where(of.stopped_at.is_(None), of.next_at <= uow.now).order_by(of.next_at, of.id)
        keys = list(uow.session.scalars(due))
    for key in keys:
        allowed = _is_seen(runtime, key)
        with unit_of_work(runtime) as uow:
            _send(uow, key, allowed=allowed)
    with unit_of_work(runtime, write=False) as uow:
        soonest = uow.session.scalar(select(func.min(of.next_at)).where(of.stopped_at.is_(None)))
        return min(soonest, uow.now + _DAY) if soonest else None


def _is_seen(runtime: Runtime, key: UUID) -> bool:
    """Whether who asked for it may see it today, with the eyes that he has on the page."""
    with unit_of_work(runtime, write=False) as uow:
        row = uow.get(ScheduledView, key)
        who, view = acting(uow, row.user_id), view_of(row)
    if who is None:
        return False
    with unit_of_work(runtime, who, write=False) as uow:
        return may_see(uow, view)


def _send(uow: UnitOfWork, key: UUID, *, allowed: bool) -> None:
    """Send one and set its next time in the same transaction: a repeat finds nothing due."""
    row = locks.row(uow, ScheduledView, key)
    if row.stopped_at is not None or row.next_at > uow.now:
        return
    row.next_at = next_time(ViewEvery(row.every), time.fromisoformat(row.clock), row.time_zone, uow.now)
    if not allowed:
        row.stopped_at, row.lost_right = uow.now, True
        return
    channel = channel_for_email(uow, row.email)
    if channel is not None:
        row.sent_at = uow.now
        said = ScheduledViewDue(scheduled_view_id=row.id, channel=str(channel))
        ledger.record(uow, f"user:{row.user_id}", said)


def standing(uow: UnitOfWork) -> None:
    """Look at once whenever a worker starts."""
    timers.arm(uow, SCHEDULED, "", uow.now)


KINDS = (
    TimerKind(
        name=SCHEDULED,
        work=send_due,
        queue=Queue.UPKEEP,
        horizon=timedelta(days=32),
        standing=standing,
    ),
)
