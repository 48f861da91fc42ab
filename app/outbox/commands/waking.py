"""Arming the outbox's timers: whoever is behind the feed gets one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, feed, timers
from app.kernel.tables import Timer
from app.outbox.commands.causes import OF_THE_HOUSE
from app.outbox.commands.fan_out import is_behind
from app.outbox.commands.recipients import channel_template
from app.outbox.commands.sending import next_due_at
from app.outbox.tables import Channel, Subscription

OUTBOX_TIMER = "outbox"
NOTHING_TO_SEND = timedelta(minutes=15)
"""How long notices may wait for being noted down where no channel is set."""


def arm(uow: UnitOfWork, subscription_id: UUID) -> None:
    """Have the subscription's messages looked at now."""
    timers.arm(uow, OUTBOX_TIMER, str(subscription_id), uow.now)


def behind(uow: UnitOfWork) -> list[tuple[UUID, timedelta]]:
    """Return the open subscriptions that have something to read or to send and that no timer will see to.

    With each comes how long it may wait.  Reads only: a worker asks at every look.  What is durable are the
    cursors and the deliveries; a timer that was lost is made again.
    """
    newest = feed.newest(uow)
    found = []
    rows = uow.session.scalars(
        select(Subscription)
        .where(Subscription.active, Subscription.paused_at.is_(None))
        .order_by(Subscription.id)
    )
    for subscription in rows:
        if subscription.busy_until is not None and subscription.busy_until > uow.now:
            continue  # whoever works on it now is followed by another look
        patience = _patience(uow, subscription)
        timer = uow.session.get(Timer, (OUTBOX_TIMER, str(subscription.id)))
        armed = timer is not None and timer.due_at <= uow.now + patience
        if not armed and is_behind(uow, subscription, newest):
            found.append((subscription.id, patience))
        elif timer is None and (due_at := next_due_at(uow, subscription)) is not None:
            found.append((subscription.id, max(due_at - uow.now, timedelta())))
    return found


def arm_behind(uow: UnitOfWork, found: list[tuple[UUID, timedelta]]) -> None:
    """Arm the timers of those that `behind` found."""
    for subscription_id, patience in found:
        timers.arm(uow, OUTBOX_TIMER, str(subscription_id), uow.now + patience)


def _patience(uow: UnitOfWork, subscription: Subscription) -> timedelta:
    own = Channel(subscription.channel) in OF_THE_HOUSE
    return NOTHING_TO_SEND if own and not channel_template(uow, subscription.channel) else timedelta()
