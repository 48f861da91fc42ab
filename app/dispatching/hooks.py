"""What this room asks of those above it: who may not use a skill that he has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot
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
