"""What this room asks of those above it: who may not use a skill that he has, and shares of work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot
from app.registers.tables import Engineer
from dispatch.model.problem import Bar

Barring = Callable[[str, date], Mapping[UUID, Bar]]
"""Skill and day → who of those asked about may not use the skill that day, and why."""

PAPERS: Slot[Callable[[UnitOfWork, Collection[UUID]], Barring]] = Slot("whose papers do not allow a skill")


def barring(uow: UnitOfWork, engineer_ids: Collection[UUID]) -> Barring:
    """Read once what the papers of these engineers allow; the answer is asked for each skill and day."""
    every = [read(uow, engineer_ids) for read in PAPERS]

    def barred(skill_code: str, day: date) -> Mapping[UUID, Bar]:
        found: dict[UUID, Bar] = {}
        for ask in every:
            found |= ask(skill_code, day)
        return found

    return barred


SHARES_OF_WORK: Slot[Callable[[UnitOfWork, Sequence[Engineer]], Mapping[UUID, int]]] = Slot(
    "which share of the work somebody shall get"
)
"""Engineers → per cent of an ordinary share, of those for whom another one is decided."""


def decided_shares(uow: UnitOfWork, engineers: Sequence[Engineer]) -> dict[UUID, float]:
    """Return them as parts of an ordinary share."""
    return {key: percent / 100 for ask in SHARES_OF_WORK for key, percent in ask(uow, engineers).items()}
