"""How the outbox stands: lists for the administrator, metrics for whoever watches the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.kernel import UnitOfWork, feed
from app.kernel.event_kinds import asked_for
from app.kernel.tables import Event
from app.outbox.tables import UNDONE, Delivery, DeliveryState, Subscription


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """`waiting` are messages not done yet, `overdue_s` how late the latest of those that may go out is.

    `unread_s` is the age of the oldest event that an open subscription asks for and has not read.  `dead`
    letters and `paused` subscriptions wait for people.
    """

    waiting: int
    overdue_s: float
    unread_s: float
    dead: int
    paused: int


def health(uow: UnitOfWork) -> OutboxHealth:
    """Count as of now."""
    by_state = (
        select(Delivery.state, func.count())
        .where(Delivery.state.in_((*UNDONE, DeliveryState.DEAD)))
        .group_by(Delivery.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in uow.session.execute(by_state)}
    is_open = (Subscription.active, Subscription.paused_at.is_(None))
    due_at = uow.session.scalar(
        select(func.min(Delivery.due_at))
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.state.in_(UNDONE), *is_open)
    )
    paused = uow.session.scalar(
        select(func.count()).select_from(Subscription).where(Subscription.paused_at.is_not(None))
    )
    return OutboxHealth(
        waiting=sum(counts.get(state, 0) for state in UNDONE),
        overdue_s=max((uow.now - due_at) / timedelta(seconds=1), 0.0) if due_at else 0.0,
        unread_s=_unread_s(uow),
        dead=counts.get(DeliveryState.DEAD, 0),
        paused=paused or 0,
    )


def _unread_s(uow: UnitOfWork) -> float:
    readers = uow.session.scalars(
        select(Subscription).where(Subscription.active, Subscription.paused_at.is_(None))
    )
    ages = []
    for reader in readers:
        cursor = feed.Cursor(reader.cursor_tx, reader.cursor_id)
        unread = feed.after(uow, cursor, 1, asked_for(reader.kinds))
        ages += [(uow.now - event.at) / timedelta(seconds=1) for event in unread]
    return max([0.0, *ages])


def deliveries(wanted: dict[str, Any]) -> Select[Any]:
    """Return the query of a list of deliveries with their events, newest first.

    `wanted` holds columns and the value each must equal, and `kind`, the event's.
    """
    query = select(Delivery).join(Event, Event.id == Delivery.event_id)
    for name, value in wanted.items():
        query = query.where(Event.kind == value if name == "kind" else getattr(Delivery, name) == value)
    return query.options(joinedload(Delivery.event)).order_by(
        Delivery.event_tx.desc(), Delivery.event_id.desc(), Delivery.id
    )
