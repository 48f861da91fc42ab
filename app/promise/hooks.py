"""What the rooms above tell this one: what an alert is about that is of no promise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot


@dataclass(frozen=True, slots=True)
class AboutCall:
    """A call that an alert is about: who rang and what he said, `due_at` by when he is to hear of us.

    `code` is that of the request which he complains about, if he named one; `phone` and `numbers` where he
    can be reached, as he said it or as is on record.
    """

    id: UUID
    customer: str
    said: str
    due_at: datetime
    time_zone: str
    code: str | None = None
    phone: str = ""
    numbers: Sequence[Mapping[str, Any]] = ()


CALLS: Slot[Callable[[UnitOfWork, Collection[UUID]], Mapping[UUID, AboutCall]]] = Slot("what calls are about")
