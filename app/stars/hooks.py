"""What this room asks of those above it: what providers can do, and what else is added up of a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from app.kernel import Runtime, UnitOfWork
from app.kernel.slots import Slot
from app.stars.rules.measured import Measured
from app.stars.rules.months import Month

ABILITIES: Slot[Callable[[UnitOfWork, UUID, date], Mapping[str, Measured]]] = Slot(
    "what service providers are able to do"
)
"""Provider and day → what is known of the capability lines of its rubric."""

MONTH_WORKED_OUT: Slot[Callable[[Runtime, Month], None]] = Slot("what else is added up of a month")
"""Called once the facts of a month are written, in no transaction."""


def abilities_of(uow: UnitOfWork, provider_id: UUID, day: date) -> dict[str, Measured]:
    """Return what all rooms know."""
    found: dict[str, Measured] = {}
    for ask in ABILITIES:
        found |= ask(uow, provider_id, day)
    return found
