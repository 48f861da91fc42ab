"""What is deleted when its time is over: each room says what of its own, and how, a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.runtime import Runtime
from app.kernel.slots import Slot
from app.kernel.uow import UnitOfWork, unit_of_work

AT_ONCE = 500
"""Rows deleted in one transaction: whoever wants to write meanwhile waits for no more than these."""

PURGES: Slot[Callable[[Runtime], object]] = Slot("what is purged daily")


def little_by_little(some: Callable[[UnitOfWork, int], int]) -> Callable[[Runtime], None]:
    """Return what calls `some`, which deletes at most so many and returns how many, until nothing is left."""

    def purge(runtime: Runtime) -> None:
        gone = AT_ONCE
        while gone == AT_ONCE:
            with unit_of_work(runtime) as uow:
                gone = some(uow, AT_ONCE)

    return purge
