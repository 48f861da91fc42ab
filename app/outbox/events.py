"""What happens to subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent
from app.kernel.phrases import Phrase
from app.registers.events import row_events


@dataclass(frozen=True, kw_only=True)
class OfSubscription(DomainEvent):
    """Something of a subscription, with its name."""

    audience = OFFICE
    sentence = NOT_SHOWN

    name: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionPaused(OfSubscription):
    """Messages are held back until somebody resumes it, because its receiver failed for long."""

    kind = "subscription.paused"
    called = Phrase("Subscription held back")
    urgent_to_staff = True

    because: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionResumed(OfSubscription):
    """Messages go out again."""

    kind = "subscription.resumed"
    called = Phrase("Subscription resumed")


@dataclass(frozen=True, kw_only=True)
class SecretRotated(OfSubscription):
    """It gets another secret to sign with."""

    kind = "subscription.secret_rotated"
    called = Phrase("Secret of a subscription renewed")


OF_ROWS = row_events("subscription", "created", "changed", family=Phrase("Subscriptions"))
