"""One delivery at a time: claimed before it is sent, recorded after; order kept within a stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, not_, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from app.jobs.rules.phrases import stored
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.outgoing import SendFailed
from app.kernel.phrases import Phrase
from app.kernel.sealing import SealBroken
from app.outbox.commands.composing import Note, Post, Unsendable, compose
from app.outbox.commands.fan_out import is_open
from app.outbox.commands.schedule import PEOPLE_ATTEMPTS, WEBHOOK_ATTEMPTS, pause_after, rest_after
from app.outbox.events import SubscriptionPaused
from app.outbox.tables import UNDONE, Channel, Delivery, DeliveryState, Pause, Subscription

SEND_LEASE = timedelta(seconds=60)
"""After so long a message that is still being sent counts as lost with its worker, and is sent again."""

PAUSE_AFTER = timedelta(hours=24)
"""How long a webhook may fail without a single success before it is paused."""

TOO_LATE = "too late to be of use"
GONE = 410
MOST_SKIPPED = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in the hands of this worker; `attempt` tells it from a later claim of the same one."""

    delivery_id: UUID
    subscription_id: UUID
    attempt: int
    message: Post | Note | None
    failure: SendFailed | None = None


def enter(uow: UnitOfWork, subscription: Subscription) -> datetime | None:
    """Become the one worker of a locked subscription; returns until when another one is, None on success.

    One slow receiver thus never holds more than one worker.
    """
    if subscription.busy_until is not None and subscription.busy_until > uow.now:
        return subscription.busy_until
    _mark(uow, subscription, busy_until=uow.now + SEND_LEASE)
    return None


def leave(uow: UnitOfWork, subscription: Subscription) -> None:
    """Let other workers have the subscription."""
    _mark(uow, subscription, busy_until=None)


def locked(uow: UnitOfWork, subscription_id: UUID) -> Subscription | None:
    """Return the subscription with its row lock, under which its deliveries change."""
    return next(iter(locks.by_id(uow, Subscription, [subscription_id])), None)


def claim(uow: UnitOfWork, subscription: Subscription) -> Claimed | None:
    """Take the next message that may go out: `sending`, one attempt more, and due again if nobody records it.

    What is of no use any more, or has nowhere to go, is skipped on the way.  None where nothing is due.
    The caller holds the subscription's row lock.
    """
    if not is_open(subscription) or (subscription.resting_until or uow.now) > uow.now:
        return None
    for _ in range(MOST_SKIPPED):
        delivery = _next(uow, subscription.id)
        if delivery is None:
            return None
        if delivery.expires_at is not None and delivery.expires_at <= uow.now:
            _end(uow, delivery, DeliveryState.SKIPPED, TOO_LATE)
        elif delivery.attempts >= most_attempts(subscription):
            _give_up(uow, delivery)
        elif (claimed := _taken(uow, subscription, delivery)) is not None:
            return claimed
    return None


def _taken(uow: UnitOfWork, subscription: Subscription, delivery: Delivery) -> Claimed | None:
    message, failure = None, None
    try:
        message = compose(uow, subscription, delivery)
    except Unsendable as nothing:
        _end(uow, delivery, DeliveryState.SKIPPED, str(nothing))
        return None
    except SealBroken as broken:
        failure = SendFailed(str(broken))
    delivery.state, delivery.attempts = DeliveryState.SENDING, delivery.attempts + 1
    delivery.due_at = uow.now + SEND_LEASE
    _mark(uow, subscription, busy_until=delivery.due_at)
    return Claimed(delivery.id, subscription.id, delivery.attempts, message, failure)


def record_sent(uow: UnitOfWork, claimed: Claimed, status: int | None) -> None:
    """Note that the receiver took the message; it is so even if the claim was lost meanwhile."""
    subscription = locked(uow, claimed.subscription_id)
    delivery = uow.get(Delivery, claimed.delivery_id)
    _end(uow, delivery, DeliveryState.SENT, None)
    delivery.last_status = status
    if subscription is not None and subscription.failures:
        _mark(uow, subscription, failures=0, failing_since=None, resting_until=None)


def record_failed(uow: UnitOfWork, claimed: Claimed, failed: SendFailed) -> None:
    """Note that the receiver did not take it: another try later, or a dead letter; 410 ends the subscription.

    A worker whose claim was taken over meanwhile has nothing to say.
    """
    subscription = locked(uow, claimed.subscription_id)
    delivery = uow.get(Delivery, claimed.delivery_id)
    if (
        subscription is None
        or delivery.state != DeliveryState.SENDING
        or delivery.attempts != claimed.attempt
    ):
        return
    delivery.last_status, delivery.last_error = failed.status, failed.why[:300]
    delivery.last_code = failed.code
    delivery.last_words = stored(failed.why) if isinstance(failed.why, Phrase) else None
    log.info("message not taken", subscription=subscription.name, attempt=claimed.attempt, why=failed.why)
    is_webhook = subscription.channel == Channel.WEBHOOK
    if is_webhook and failed.status == GONE:
        delivery.state, delivery.due_at = DeliveryState.WAITING, uow.now
        delivery.attempts -= 1
        pause(uow, subscription, Pause.GONE)
        return
    if claimed.attempt >= most_attempts(subscription):
        _give_up(uow, delivery)
    else:
        delivery.state = DeliveryState.WAITING
        delivery.due_at = uow.now + pause_after(claimed.attempt, uow.random, failed.retry_after_s)
    since = subscription.failing_since or uow.now
    failures = subscription.failures + 1
    _mark(
        uow,
        subscription,
        failures=failures,
        failing_since=since,
        resting_until=uow.now + rest_after(failures),
    )
    if is_webhook and uow.now - since >= PAUSE_AFTER:
        pause(uow, subscription, Pause.FAILING)


def pause(uow: UnitOfWork, subscription: Subscription, because: Pause) -> None:
    """Hold a subscription's messages back until it is resumed; the ledger tells the administrator."""
    subscription.paused_at, subscription.paused_because = uow.now, because
    subscription.updated_at = uow.now
    stream = f"subscription:{subscription.id}"
    ledger.record(uow, stream, SubscriptionPaused(name=subscription.name, because=because))


def next_due_at(uow: UnitOfWork, subscription: Subscription) -> datetime | None:
    """Tell when the next message may go out; None where none waits."""
    if not is_open(subscription):
        return None
    due_at = uow.session.scalars(
        select(Delivery.due_at).where(*_ready(subscription.id)).order_by(Delivery.due_at).limit(1)
    ).first()
    return max(due_at, subscription.resting_until or due_at) if due_at else None


def most_attempts(subscription: Subscription) -> int:
    """Return after how many tries a message is a dead letter."""
    return WEBHOOK_ATTEMPTS if subscription.channel == Channel.WEBHOOK else PEOPLE_ATTEMPTS


def _next(uow: UnitOfWork, subscription_id: UUID) -> Delivery | None:
    uow.session.flush()
    return uow.session.scalars(
        select(Delivery)
        .where(*_ready(subscription_id), Delivery.due_at <= uow.now)
        .order_by(Delivery.event_tx, Delivery.event_id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def _ready(subscription_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Undone messages before which nothing undone stands in their stream."""
    earlier = aliased(Delivery)
    before = (
        select(earlier.id)
        .where(
            earlier.subscription_id == subscription_id,
            earlier.order_key == Delivery.order_key,
            earlier.state.in_(UNDONE),
            tuple_(earlier.event_tx, earlier.event_id) < tuple_(Delivery.event_tx, Delivery.event_id),
        )
        .correlate(Delivery)
        .exists()
    )
    return (
        Delivery.subscription_id == subscription_id,
        Delivery.state.in_(UNDONE),
        or_(Delivery.order_key.is_(None), not_(before)),
    )


def _give_up(uow: UnitOfWork, delivery: Delivery) -> None:
    """Make it a dead letter, with what it came to last."""
    delivery.state, delivery.done_at = DeliveryState.DEAD, uow.now
    delivery.last_error = delivery.last_error or "lost while it was sent"


def _end(uow: UnitOfWork, delivery: Delivery, state: DeliveryState, why: str | None) -> None:
    delivery.state, delivery.done_at, delivery.last_error = state, uow.now, why
    delivery.last_code = delivery.last_words = None


def _mark(uow: UnitOfWork, subscription: Subscription, **marks: object) -> None:
    # A plain update: the version is the administrator's.
    uow.session.execute(
        update(Subscription)
        .where(Subscription.id == subscription.id)
        .values(**marks)
        .execution_options(synchronize_session="fetch")
    )
