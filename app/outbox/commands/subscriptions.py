"""Keeping subscriptions: what the register demands of them, and what an administrator does besides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import update

from app.calendar.rules.quiet_hours import quiet_errors
from app.kernel import UnitOfWork, feed, ledger, locks
from app.kernel.addresses import AddressRefused, AllowList, check_url
from app.kernel.event_kinds import PATTERN
from app.kernel.outgoing import SendFailed, make_channel
from app.kernel.phrases import Phrase
from app.kernel.sealing import seal
from app.outbox.commands import waking
from app.outbox.commands.causes import OF_THE_HOUSE
from app.outbox.commands.signing import new_secret
from app.outbox.errors import NoSecret, NotDead
from app.outbox.events import OfSubscription, SecretRotated, SubscriptionResumed
from app.outbox.tables import Channel, Delivery, DeliveryState, Subscription
from app.registers.commands.registry.rules import Rules
from app.registers.reads.registry import Register

PRIVATE = frozenset({"target", "shown_target", "secret", "plain_secret", "cursor_tx", "cursor_id"})
OVERLAP = timedelta(hours=24)
"""How long the secret before still signs after a rotation."""


def prepare(uow: UnitOfWork, values: dict[str, Any], row: Subscription | None) -> dict[str, str]:
    """Seal address and secret, start a new cursor at the end of the feed; returns errors by field.

    The secret of a new webhook stays readable in `plain_secret` of the row, for the one answer.
    """
    url = values.pop("url", None)
    channel = values.get("channel", row.channel if row is not None else "")
    errors = _channel_errors(values, row) | _kind_errors(values) | quiet_errors(values)
    if channel in OF_THE_HOUSE:
        if row is not None and values.get("kinds", row.kinds) != row.kinds:
            errors["kinds"] = Phrase("what is told on this channel is fixed")
        if url:
            errors["url"] = Phrase("is a setting of the installation for this channel")
    elif url is None and row is None:
        errors["url"] = Phrase("is needed")
    if errors:
        return errors
    if url is not None:
        try:
            values["shown_target"] = _checked(uow, channel, url)
        except (AddressRefused, SendFailed) as refused:
            return {"url": refused.why}
        values["target"] = seal(uow.settings, url)
    if row is None:
        _begin(uow, values)
    elif values.get("active") and not row.active:
        waking.arm(uow, row.id)
    return {}


def _begin(uow: UnitOfWork, values: dict[str, Any]) -> None:
    newest = feed.newest(uow)
    values["cursor_tx"], values["cursor_id"] = newest.tx_id, newest.id
    if values["channel"] == Channel.WEBHOOK:
        values["plain_secret"] = new_secret()
        values["secret"] = seal(uow.settings, values["plain_secret"])


def _channel_errors(values: dict[str, Any], row: Subscription | None) -> dict[str, str]:
    if row is not None and values.get("channel", row.channel) != row.channel:
        return {"channel": Phrase("cannot be changed; make another subscription")}
    channel = values["channel"] if row is None else row.channel
    if row is None and channel in OF_THE_HOUSE:
        return {"channel": Phrase("is made by the server itself")}
    if values.get("provider_id") and channel != Channel.WEBHOOK:
        return {"provider_id": Phrase("is for webhooks alone")}
    return {}


def _kind_errors(values: dict[str, Any]) -> dict[str, str]:
    wrong = [kind for kind in values.get("kinds", ()) if not PATTERN.fullmatch(kind)]
    if not wrong:
        return {}
    return {"kinds": Phrase("%(kind)s is no kind such as visit.completed, alert.* or *", kind=repr(wrong[0]))}


def _checked(uow: UnitOfWork, channel: str, url: str) -> str:
    """Refuse an address that could never be called; returns what of it may be shown."""
    if channel == Channel.WEBHOOK:
        check_url(url, http=uow.settings.webhook_http, allowed=AllowList.from_settings(uow.settings))
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"[:300]
    return str(make_channel(url).url(privacy=True))[:300]


def rotate_secret(uow: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Give a webhook a new secret, shown once; the one before signs beside it for a day.

    Raises:
        NotFound: there is no such subscription.
        NoSecret: it is no webhook.
    """
    subscription = locks.row(uow, Subscription, subscription_id)
    if subscription.channel != Channel.WEBHOOK:
        raise NoSecret(subscription.channel)
    subscription.previous_secret, subscription.previous_secret_until = subscription.secret, uow.now + OVERLAP
    subscription.plain_secret = new_secret()
    subscription.secret = seal(uow.settings, subscription.plain_secret)
    subscription.updated_at = uow.now
    _note(uow, subscription, SecretRotated)
    return subscription


def resume(uow: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Let messages go out again; what was held back meanwhile follows in order.

    Raises:
        NotFound: there is no such subscription.
    """
    subscription = locks.row(uow, Subscription, subscription_id)
    if subscription.paused_at is not None:
        subscription.paused_at = subscription.paused_because = None
        subscription.updated_at = uow.now
        _note(uow, subscription, SubscriptionResumed)
    subscription.failures, subscription.failing_since, subscription.resting_until = 0, None, None
    waking.arm(uow, subscription.id)
    return subscription


def replay(uow: UnitOfWork, delivery_id: UUID) -> Delivery:
    """Try a dead letter again from the start, under the same idempotency key.

    Raises:
        NotFound: there is no such delivery.
        NotDead: it is not a dead letter.
    """
    delivery = uow.get(Delivery, delivery_id)
    locks.row(uow, Subscription, delivery.subscription_id)
    uow.session.refresh(delivery)
    if delivery.state != DeliveryState.DEAD:
        raise NotDead(delivery.state)
    delivery.state, delivery.attempts, delivery.due_at = DeliveryState.WAITING, 0, uow.now
    delivery.done_at = None
    waking.arm(uow, delivery.subscription_id)
    return delivery


def replay_dead(uow: UnitOfWork, subscription_id: UUID) -> int:
    """Try all dead letters of a subscription again, in their order; returns how many there were.

    Raises:
        NotFound: there is no such subscription.
    """
    locks.row(uow, Subscription, subscription_id)
    revived = uow.session.scalars(
        update(Delivery)
        .where(Delivery.subscription_id == subscription_id, Delivery.state == DeliveryState.DEAD)
        .values(state=DeliveryState.WAITING, attempts=0, due_at=uow.now, done_at=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    if revived:
        waking.arm(uow, subscription_id)
    return len(revived)


def _note(uow: UnitOfWork, subscription: Subscription, what: type[OfSubscription]) -> None:
    ledger.record(uow, f"subscription:{subscription.id}", what(name=subscription.name))


REGISTER = Register("subscription", Subscription, ("name", "created_at"), ("name",))
RULES = Rules(
    references={"territory_id": "territory", "provider_id": "provider"},
    unique=("name",),
    prepare=prepare,
    private=PRIVATE,
)
