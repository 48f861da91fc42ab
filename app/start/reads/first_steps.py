"""What a company needs before its first request, and what of it is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.accounts.tables import User
from app.kernel import Role, UnitOfWork
from app.outbox.commands.recipients import channel_template
from app.outbox.tables import Channel
from app.registers.reads.price_list import prices_are_seen_to
from app.registers.tables import ChargeKind, Customer, Engineer, Part, Shift, Territory
from app.requests.tables import ServiceRequest

_MOST = 10_000
"""Nobody needs a longer count to know that a step is done."""


def there_is(uow: UnitOfWork) -> Mapping[str, int]:
    """Return how many there are of what each step is about, up to `_MOST`.

    `prices_seen` is 1 where somebody has looked at the prices, which are there from the start; `notices` is
    1 where the settings name a channel to customers.
    """
    counted = {
        "territory": select(Territory.id).where(Territory.active),
        "people": select(Engineer.id).where(Engineer.active),
        "accounts": select(User.id).where(User.active, User.role == Role.DISPATCHER),
        "roster": select(Shift.id).where(Shift.ends_at > uow.now),
        "prices": select(Part.code),
        "charges": select(ChargeKind.code).where(ChargeKind.active),
        "customers": select(Customer.id).where(Customer.active, Customer.survivor_id.is_(None)),
        "request": select(ServiceRequest.id),
    }
    found = {name: _count(uow, query) for name, query in counted.items()}
    return found | {
        "prices_seen": int(prices_are_seen_to(uow)),
        "notices": int(bool(channel_template(uow, Channel.CUSTOMERS))),
    }


def _count(uow: UnitOfWork, query: Any) -> int:
    return uow.session.scalar(select(func.count()).select_from(query.limit(_MOST).subquery())) or 0


def is_set_up(uow: UnitOfWork) -> bool:
    """Whether a request could be taken and somebody sent: a territory, an engineer, a shift to come."""
    needed = (
        select(Territory.id).where(Territory.active),
        select(Engineer.id).where(Engineer.active),
        select(Shift.id).where(Shift.ends_at > uow.now),
    )
    return all(uow.session.scalars(query.limit(1)).first() is not None for query in needed)
