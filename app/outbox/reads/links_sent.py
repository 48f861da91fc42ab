"""Whether a customer was ever sent the own link, which every notice of a request carries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.outbox.tables import Channel, Delivery, DeliveryState, Subscription


def link_sent_at(uow: UnitOfWork, request_id: UUID) -> datetime | None:
    """Return when a notice of this request last went out to the contact; None where none has."""
    sent = (
        select(func.max(Delivery.done_at))
        .join(Event, Event.id == Delivery.event_id)
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(
            Event.stream == f"request:{request_id}",
            Subscription.channel == Channel.CUSTOMERS,
            Delivery.state == DeliveryState.SENT,
        )
    )
    return uow.session.scalar(sent)
