"""What rooms above hear and tell: that it is not solved for a customer, and what he complains of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot
from app.requests.tables import Rating, ServiceRequest


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint about a request: `due_at` by when its customer is to hear of us, `done_at` when he did."""

    call_id: UUID
    said: str
    at: datetime
    due_at: datetime | None
    done_at: datetime | None
    answer: str

    @property
    def open(self) -> bool:
        """Whether nobody has seen to it."""
        return self.done_at is None


UNSOLVED: Slot[Callable[[UnitOfWork, ServiceRequest, Rating], None]] = Slot("who hears that it is not solved")
"""Each is called in the transaction in which the customer says so."""

COMPLAINTS: Slot[Callable[[UnitOfWork, UUID], Sequence[Complained]]] = Slot("complaints about a request")


def complaints_of(uow: UnitOfWork, request_id: UUID) -> list[Complained]:
    """Return the complaints about a request, newest first."""
    return [one for find in COMPLAINTS for one in find(uow, request_id)]
