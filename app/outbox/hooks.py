"""What this room asks of those above it: whom an event of theirs is told by e-mail, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.kernel import UnitOfWork
from app.kernel.slots import TableSlot
from app.kernel.tables import Event


@dataclass(frozen=True, slots=True)
class EmailReader:
    """Somebody who asked for it; `facts` are what the text says, by placeholder."""

    key: str
    locale: str
    zone: ZoneInfo
    email: str
    facts: Mapping[str, str]


READERS: TableSlot[str, Callable[[UnitOfWork, Event], EmailReader | None]] = TableSlot(
    "whom an event is told by e-mail"
)
"""Kind of event → whom; None where it concerns nobody any more."""


def reader_by_email(uow: UnitOfWork, event: Event) -> EmailReader | None:
    """Return whom an event is told by e-mail, if it is of such a kind."""
    ask = READERS.get(event.kind)
    return ask(uow, event) if ask else None
