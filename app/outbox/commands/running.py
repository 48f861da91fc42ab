"""What a worker does when a subscription's timer fires: read on, send what is due, say when to come again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.kernel import Runtime, unit_of_work
from app.kernel.outgoing import SendFailed
from app.outbox.commands import sending
from app.outbox.commands.fan_out import fan_out, is_open
from app.outbox.commands.sending import Claimed
from app.outbox.tables import Subscription

BATCH = 20
"""Messages of one run; then others have their turn, if they are due."""


def run(runtime: Runtime, subscription_id: UUID) -> datetime | None:
    """Do what is due for one subscription; returns when to run again, None where nothing waits.

    Nothing is sent inside a transaction.  A failure ends the run: the receiver rests.
    """
    with unit_of_work(runtime) as uow:
        subscription = sending.locked(uow, subscription_id)
        if subscription is None or not is_open(subscription):
            return None
        if (busy_until := sending.enter(uow, subscription)) is not None:
            return busy_until
        more = fan_out(uow, subscription)
    for _ in range(BATCH):
        claimed = _claim(runtime, subscription_id)
        if claimed is None or not _send(runtime, claimed):
            break
    with unit_of_work(runtime) as uow:
        subscription = sending.locked(uow, subscription_id)
        if subscription is None:
            return None
        sending.leave(uow, subscription)
        return uow.now if more and is_open(subscription) else sending.next_due_at(uow, subscription)


def _claim(runtime: Runtime, subscription_id: UUID) -> Claimed | None:
    with unit_of_work(runtime, write=False) as uow:
        subscription = uow.session.get(Subscription, subscription_id)
        due_at = sending.next_due_at(uow, subscription) if subscription else None
        if due_at is None or due_at > uow.now:
            return None
    with unit_of_work(runtime) as uow:
        subscription = sending.locked(uow, subscription_id)
        return sending.claim(uow, subscription) if subscription else None


def _send(runtime: Runtime, claimed: Claimed) -> bool:
    try:
        if claimed.message is None:
            raise claimed.failure or SendFailed("nothing to send")
        status = claimed.message.send(runtime.outgoing)
    except SendFailed as failed:
        with unit_of_work(runtime) as uow:
            sending.record_failed(uow, claimed, failed)
        return False
    with unit_of_work(runtime) as uow:
        sending.record_sent(uow, claimed, status)
    return True
