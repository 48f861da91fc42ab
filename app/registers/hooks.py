"""What this room and those above it ask of whoever plans, and what upper rooms know of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.slots import Slot, TableSlot


class Replan(Protocol):
    """Has a territory planned again within `within_s` seconds; `reason` goes to the log."""

    def __call__(self, uow: UnitOfWork, territory_id: UUID, reason: str, *, within_s: int = 0) -> None:
        """Ask for it."""


PLANNERS: Slot[Replan] = Slot("whoever plans a territory")


def request_replan(uow: UnitOfWork, territory_id: UUID, reason: str, *, within_s: int = 0) -> None:
    """Have the territory planned again at most `within_s` seconds after this transaction commits."""
    for replan in PLANNERS:
        replan(uow, territory_id, reason, within_s=within_s)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that belongs to a row: its name, its page (endpoint and key), its day, what else is said.

    `what` tells in a word or two what it is about.
    """

    text: str
    page: str
    key: Any
    day: date
    about: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What an upper room knows of the rows of a register; `find` returns the newest."""

    register: str
    title: Phrase
    find: Callable[[UnitOfWork, Any], Sequence[Line]]


BELONGINGS: Slot[Belongings] = Slot("what belongs to the rows of registers")

CLOSING: TableSlot[str, Callable[[UnitOfWork, Any], Sequence[Line]]] = TableSlot(
    "what a row of a register takes with it when it is closed"
)
"""Pages name these lines and ask before they close the row."""

Telling = Callable[[UnitOfWork, Any, Mapping[str, Any], str], AbstractContextManager[None]]
"""Is given the row (None for a new one), its new columns, and what the caller says that he has seen."""

TELLING: TableSlot[str, Telling] = TableSlot("what callers are told before a register's row is written")


ANSWERABLE: Slot[Callable[[UnitOfWork, UUID], bool]] = Slot("whether the caller answers for an engineer")


def answers_for(uow: UnitOfWork, engineer_id: UUID) -> bool:
    """Tell whether the caller may write down what concerns this engineer."""
    return all(answers(uow, engineer_id) for answers in ANSWERABLE)


OWN_TERRITORIES: Slot[Callable[[UnitOfWork], Sequence[UUID]]] = Slot("where the caller's own work lies")


def own_territories(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return the territories in which the caller leads today; none: lists begin with everything."""
    return tuple(key for find in OWN_TERRITORIES for key in find(uow))
