"""What this room and those above it ask of whoever plans."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot


class Replan(Protocol):
    """Has a territory planned again within `within_s` seconds; `reason` goes to the log."""

    def __call__(self, uow: UnitOfWork, territory_id: UUID, reason: str, *, within_s: int = 0) -> None:
        """Ask for it."""


PLANNERS: Slot[Replan] = Slot("whoever plans a territory")


def request_replan(uow: UnitOfWork, territory_id: UUID, reason: str, *, within_s: int = 0) -> None:
    """Have the territory planned again at most `within_s` seconds after this transaction commits."""
    for replan in PLANNERS:
        replan(uow, territory_id, reason, within_s=within_s)
