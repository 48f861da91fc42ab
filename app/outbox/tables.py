"""What goes out: who subscribed to which events, and each message on its way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.base import Base, Versioned, WithId
from app.kernel.tables import Event


class Channel(StrEnum):
    """Where a subscription's messages go; the last three are the installation's own notices."""

    WEBHOOK = "webhook"
    APPRISE = "apprise"
    CUSTOMERS = "customers"
    ENGINEERS = "engineers"
    PROVIDERS = "providers"


class Pause(StrEnum):
    """Why a subscription was paused: it failed for a day, or the receiver answered 410."""

    FAILING = "failing"
    GONE = "gone"


class DeliveryState(StrEnum):
    """Life of one message: `waiting → sending → sent`, back to `waiting` to be tried again, or an end.

    `dead` was tried often enough and can be replayed; `skipped` was never meant to be sent, and says why.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    SKIPPED = "skipped"


UNDONE = (DeliveryState.WAITING, DeliveryState.SENDING)


class Subscription(WithId, Versioned, Base):
    """Somebody outside who is told of events: a partner's webhook, a channel of people, or our own notices.

    Without a `time_zone` it has that of its territory, else the installation's.  `target` and the secrets are
    sealed with the installation's key.  `cursor_tx` and `cursor_id` are the place up to which the feed was
    turned into deliveries.  Cursor and failure marks are kept by plain updates that leave `version` alone:
    they are the worker's business, not the administrator's.
    """

    __tablename__ = "subscriptions"
    __allow_unmapped__ = True

    name: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(12))
    target: Mapped[str] = mapped_column(Text, default="")
    shown_target: Mapped[str] = mapped_column(String(300), default="")
    kinds: Mapped[list[Any]]
    territory_id: Mapped[UUID | None] = mapped_column(ForeignKey("territories.id"))
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"))
    locale: Mapped[str] = mapped_column(String(10), default="en")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    quiet_hours: Mapped[str] = mapped_column(String(11), default="")
    active: Mapped[bool] = mapped_column(default=True)
    paused_at: Mapped[datetime | None]
    paused_because: Mapped[str | None] = mapped_column(String(20))
    secret: Mapped[str | None] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_secret_until: Mapped[datetime | None]
    cursor_tx: Mapped[int] = mapped_column(BigInteger, default=0)
    cursor_id: Mapped[int] = mapped_column(BigInteger, default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    resting_until: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]

    plain_secret: str | None = None
    """The secret to be shown in the one answer that makes it; never a column."""


class Delivery(WithId, Base):
    """One message to one recipient because of one event; its id is the receiver's idempotency key.

    `due_at` is when it may be sent; while it is being sent, when it counts as lost with its worker.
    Messages with the same `order_key` go out one after the other; None waits for nobody.  `last_error` is why
    it was not taken, in English; `last_code` the class of that, and `last_words` its phrase as it is stored.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "event_id", "recipient", "template"),
        Index("ix_deliveries_due", "subscription_id", "state", "due_at"),
        Index("ix_deliveries_order", "subscription_id", "order_key", "state"),
        Index("ix_deliveries_state", "state", "due_at"),
    )

    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("subscriptions.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    event_tx: Mapped[int] = mapped_column(BigInteger)
    recipient: Mapped[str] = mapped_column(String(80), default="")
    template: Mapped[str] = mapped_column(String(40))
    order_key: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(300))
    last_code: Mapped[str | None] = mapped_column(String(12))
    last_words: Mapped[dict[str, Any] | None]

    subscription: Mapped[Subscription] = relationship(lazy="raise_on_sql")
    event: Mapped[Event] = relationship(lazy="raise_on_sql")
