"""What the rooms above tell this one: what an alert is about that is of no promise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot


@dataclass(frozen=True, slots=True)
class AboutCall:
    """A call that an alert is about: who rang and what he said, `due_at` by when he is to hear of us.

    `code` is that of the request which he complains about, if he named one.
    """

    id: UUID
    customer: str
    said: str
    due_at: datetime
    time_zone: str
    code: str | None = None


CALLS: Slot[Callable[[UnitOfWork, Collection[UUID]], Mapping[UUID, AboutCall]]] = Slot("what calls are about")
