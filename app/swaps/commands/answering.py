"""The colleague's answer to an offered shift."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork, locks
from app.kernel.errors import NotFound
from app.registers.commands.locks import locked_engineers
from app.rosters.reads.losing import seen_key
from app.swaps.commands.exchanging import exchange, record
from app.swaps.errors import SwapAnswered, SwapNotPossible
from app.swaps.events import SwapAccepted, SwapDeclined
from app.swaps.reads.looks import look_at
from app.swaps.rules.swapping import MOVES, SwapState
from app.swaps.tables import ShiftSwap


def accept(uow: UnitOfWork, key: UUID, engineer_id: UUID) -> ShiftSwap:
    """Accept what a colleague offers; a manager approves it, or it is made at once where none has to.

    Somebody looks at it in any case where a visit would lose its engineer, or it asks too much of one.

    Raises:
        NotFound: nothing of this key was offered to him.
        SwapAnswered: it waits for him no more; one that he accepted before stays so without a word.
        SwapNotPossible: the roster does not allow it any more.
    """
    row = locked_swap(uow, key)
    _require_offered_to(row, engineer_id)
    if row.state == SwapState.APPROVED:
        return row
    if not moved(uow, row, SwapState.ACCEPTED):
        return row
    row.answered_at = uow.now
    look = look_at(uow, row)
    if look.given is None:
        raise SwapNotPossible(look.why)
    if uow.settings.swaps_need_approval or look.is_doubtful:
        record(uow, row, SwapAccepted, [row.from_engineer_id])
    else:
        exchange(uow, row, look.given, look.wanted, seen_key(look.losing))
    return row


def decline(uow: UnitOfWork, key: UUID, engineer_id: UUID) -> ShiftSwap:
    """Decline it.

    Raises:
        NotFound: nothing of this key was offered to him.
        SwapAnswered: it waits for him no more; one that he declined before stays so without a word.
    """
    row = locked_swap(uow, key)
    _require_offered_to(row, engineer_id)
    if moved(uow, row, SwapState.DECLINED):
        row.answered_at = uow.now
        record(uow, row, SwapDeclined, [row.from_engineer_id])
    return row


def locked_swap(uow: UnitOfWork, key: UUID) -> ShiftSwap:
    """Lock the two and then the swap, fresh from the database.

    Raises:
        NotFound: there is none.
    """
    found = uow.get(ShiftSwap, key)
    locked_engineers(uow, {found.from_engineer_id, found.to_engineer_id})
    return locks.fresh(uow, ShiftSwap, key)


def moved(uow: UnitOfWork, row: ShiftSwap, state: SwapState) -> bool:
    """Put a swap into a state; False where it is there already.

    Raises:
        SwapAnswered: nothing leads there from where it stands.
    """
    if row.state == state:
        return False
    if row.state not in MOVES[state]:
        raise SwapAnswered(row.state)
    row.state, row.updated_at = state, uow.now
    return True


def _require_offered_to(row: ShiftSwap, engineer_id: UUID) -> None:
    if row.to_engineer_id != engineer_id:
        raise NotFound("ShiftSwap", row.id)
