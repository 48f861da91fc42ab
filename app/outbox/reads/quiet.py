"""Where quiet hours are set: territories, customers who want others, and channels of people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.outbox.tables import Subscription
from app.registers.tables import Customer, Territory


@dataclass(frozen=True, slots=True)
class QuietPlace:
    """A `territory`, all `customers` with hours of their own, or a `subscription`; `kind` says which."""

    kind: str
    id: UUID | None
    name: str
    hours: str
    count: int = 0


def quiet_places(uow: UnitOfWork) -> list[QuietPlace]:
    """Return every place, territories first; a blank `hours` means that nothing is held back there."""
    found = [
        QuietPlace("territory", row.id, row.name, row.quiet_hours)
        for row in uow.session.scalars(select(Territory).where(Territory.active).order_by(Territory.name))
    ]
    own = uow.session.scalar(
        select(func.count()).select_from(Customer).where(Customer.quiet_hours.is_not(None), Customer.active)
    )
    found.append(QuietPlace("customers", None, "", "", own or 0))
    people = select(Subscription).where(Subscription.channel == "apprise").order_by(Subscription.name)
    rows = uow.session.scalars(people)
    return [*found, *(QuietPlace("subscription", row.id, row.name, row.quiet_hours) for row in rows)]
