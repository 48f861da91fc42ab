"""How each subscription stands, for its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.outbox.tables import UNDONE, Channel, Delivery, DeliveryState, Subscription
from app.registers.tables import Provider


@dataclass(frozen=True, slots=True)
class Standing:
    """A subscription with how many of its messages wait, and how many were given up."""

    row: Subscription
    waiting: int
    dead: int


def standings(uow: UnitOfWork) -> list[Standing]:
    """Return all subscriptions, those that need somebody first."""
    counted = (
        select(Delivery.subscription_id, Delivery.state, func.count())
        .where(Delivery.state.in_((*UNDONE, DeliveryState.DEAD)))
        .group_by(Delivery.subscription_id, Delivery.state)
    )
    counts: Mapping[tuple[object, str], int] = {
        (row[0], row[1]): row[2] for row in uow.session.execute(counted)
    }
    rows = uow.session.scalars(select(Subscription).order_by(Subscription.name)).all()
    found = [
        Standing(
            row,
            sum(counts.get((row.id, state), 0) for state in UNDONE),
            counts.get((row.id, DeliveryState.DEAD), 0),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.row.paused_at is None, one.dead == 0, not one.row.active))


def failing_since(uow: UnitOfWork, channel: Channel) -> datetime | None:
    """Return since when nothing that the house sends by a channel is taken; None where the last was."""
    return uow.session.scalars(
        select(Subscription.failing_since).where(Subscription.channel == channel, Subscription.failures > 0)
    ).first()


def providers(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Return the service providers to choose from."""
    rows = uow.session.scalars(select(Provider).where(Provider.active).order_by(Provider.name))
    return [(str(row.id), row.name) for row in rows]
