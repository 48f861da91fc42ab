"""A manager's word on a swap that both want."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.swaps.commands.answering import locked_swap, moved
from app.swaps.commands.exchanging import exchange, record
from app.swaps.errors import SwapAnswered
from app.swaps.events import SwapRefused
from app.swaps.reads.looks import duties_of
from app.swaps.reads.swaps import answers_for_one, lines_of, swap_of
from app.swaps.rules.swapping import SwapState
from app.swaps.tables import ShiftSwap


def approve(uow: UnitOfWork, key: UUID, seen: str) -> ShiftSwap:
    """Have both rosters changed; `seen` says which visits were looked at.

    Raises:
        NotFound: there is none, or the caller answers for neither of the two.
        SwapAnswered: it does not wait for a manager; one that was made stays so without a word.
        SwapNotPossible: the roster does not allow it any more.
        VisitsLoseEngineer: it takes visits away that `seen` does not stand for.
    """
    row = _locked(uow, key)
    if row.state == SwapState.APPROVED:
        return row
    if row.state != SwapState.ACCEPTED:
        raise SwapAnswered(row.state)
    (line,) = lines_of(uow, [row])
    given, wanted = duties_of(uow, line)
    row.decided_by = _name(uow)
    exchange(uow, row, given, wanted, seen)
    return row


def refuse(uow: UnitOfWork, key: UUID, why: str) -> ShiftSwap:
    """Refuse it.

    Raises:
        NotFound: there is none, or the caller answers for neither of the two.
        SwapAnswered: it does not wait for a manager; one that was refused stays so without a word.
        Invalid: no reason is said.
    """
    row = _locked(uow, key)
    if not why.strip():
        raise Invalid({"why": Phrase("must be filled in")})
    if moved(uow, row, SwapState.REFUSED):
        row.decided_at, row.decided_by, row.decided_why = uow.now, _name(uow), why.strip()
        record(uow, row, SwapRefused, (row.from_engineer_id, row.to_engineer_id))
    return row


def _locked(uow: UnitOfWork, key: UUID) -> ShiftSwap:
    swap_of(uow, key)
    row = locked_swap(uow, key)
    if not answers_for_one(uow, row):
        raise NotFound("ShiftSwap", key)
    return row


def _name(uow: UnitOfWork) -> str:
    return uow.principal.name or uow.principal.key
