"""Making a swap: both rosters change in one transaction, and the territory is planned anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import Role, UnitOfWork, ledger
from app.registers.commands import registry
from app.registers.tables import Shift
from app.rosters.commands.telling_programs import telling_programs
from app.swaps.events import OfShiftSwap, SwapApproved
from app.swaps.reads.duties import Duty
from app.swaps.rules.swapping import SwapState
from app.swaps.tables import ShiftSwap


def exchange(uow: UnitOfWork, swap: ShiftSwap, given: Duty, wanted: Duty | None, seen: str) -> None:
    """Give each the other's duty; `seen` says which visits were looked at.

    What is wanted is taken out and written anew: two shifts of one day, swapped, would overlap for a moment.

    Raises:
        VisitsLoseEngineer: it takes visits away that `seen` does not stand for.
    """
    row, taker = given.shifts[0], {"engineer_id": swap.to_engineer_id}
    with telling_programs(uow, row, taker, seen), _for_both(uow):
        returned = [_columns(one) for one in wanted.shifts] if wanted else []
        for one in wanted.shifts if wanted else ():
            registry.remove(uow, "shift", one)
        for one in given.shifts:
            registry.update(uow, "shift", one, taker)
        for columns in returned:
            registry.create(uow, "shift", columns | {"engineer_id": swap.from_engineer_id})
    swap.state = SwapState.APPROVED
    swap.decided_at = swap.updated_at = uow.now
    record(uow, swap, SwapApproved, (swap.from_engineer_id, swap.to_engineer_id))


def record(uow: UnitOfWork, swap: ShiftSwap, kind: type[OfShiftSwap], told: Iterable[UUID]) -> None:
    """Append what happened to the stream of each who is told of it."""
    for key in told:
        event = kind(
            swap_id=swap.id,
            engineer_id=key,
            starts_at=swap.given_starts_at.isoformat(),
            ends_at=swap.given_ends_at.isoformat(),
        )
        ledger.record(uow, f"engineer:{key}", event)


@contextmanager
def _for_both(uow: UnitOfWork) -> Iterator[None]:
    """Write the rows of both, who agreed; one of the two may not see the other's."""
    who = uow.principal
    uow.principal = replace(who, role=Role.SYSTEM)
    try:
        yield
    finally:
        uow.principal = who


def _columns(shift: Shift) -> dict[str, Any]:
    breaks = [[datetime.fromisoformat(edge) for edge in one] for one in shift.breaks]
    names = ("starts_at", "ends_at", "kind", "setout_s", "external_id")
    return {"breaks": breaks, **{name: getattr(shift, name) for name in names}}
