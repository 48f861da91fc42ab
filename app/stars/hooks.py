"""What this room asks of those above it: what service providers are able to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot
from app.stars.rules.measured import Measured

ABILITIES: Slot[Callable[[UnitOfWork, UUID, date], Mapping[str, Measured]]] = Slot(
    "what service providers are able to do"
)
"""Provider and day → what is known of the capability lines of its rubric."""


def abilities_of(uow: UnitOfWork, provider_id: UUID, day: date) -> dict[str, Measured]:
    """Return what all rooms know."""
    found: dict[str, Measured] = {}
    for ask in ABILITIES:
        found |= ask(uow, provider_id, day)
    return found
