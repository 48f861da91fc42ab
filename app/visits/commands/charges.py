"""The office's word on lines of a bill that wait for it."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.errors import VisitOver
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import bill_rows
from app.visits.commands.field.bill_rows import Wish
from app.visits.commands.field.held import State
from app.visits.commands.field.signatures import revalidate_signatures
from app.visits.errors import ChargeDecided
from app.visits.events.visits import ChargeApproved, ChargeRefused
from app.visits.tables import HeldCharge

MAX_REASON = 300

_CLOSED = (VisitState.CONFIRMED, VisitState.CANCELLED)


def approve(uow: UnitOfWork, charge_id: UUID, reason: str) -> HeldCharge:
    """Put a line that waits on the bill; signatures given for the bill without it are voided.

    Raises:
        NotFound: there is no such line.
        Invalid: there is no reason, or it is too long.
        ChargeDecided: it waits no more.
        VisitOver: the customer has confirmed the visit, so the bill is closed; refuse it instead.
    """
    row, visit, request = _locked(uow, charge_id, reason)
    if visit.state in _CLOSED:
        raise VisitOver(visit.id, visit.state)
    wish = Wish(row.what, row.code, row.amount_cents, row.label, row.serial_number, row.quantity)
    bill_rows.put(uow, visit, wish, row.recorded_at)
    _decide(uow, row, visit, State.APPROVED, reason)
    revalidate_signatures(uow, visit, request)
    return row


def refuse(uow: UnitOfWork, charge_id: UUID, reason: str) -> HeldCharge:
    """Keep a line that waits off the bill.

    Raises:
        NotFound, Invalid, ChargeDecided: as `approve`.
    """
    row, visit, _ = _locked(uow, charge_id, reason)
    _decide(uow, row, visit, State.REFUSED, reason)
    return row


_DECIDED = {State.APPROVED: ChargeApproved, State.REFUSED: ChargeRefused}


def _locked(uow: UnitOfWork, charge_id: UUID, reason: str) -> tuple[HeldCharge, Visit, ServiceRequest]:
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise Invalid({"reason": Phrase("must say why")})
    # The request is locked before the line, as phones' messages do.
    visit, request = locked_visit(uow, uow.get(HeldCharge, charge_id).visit_id)
    row = locks.row(uow, HeldCharge, charge_id)
    if row.state != State.WAITING:
        raise ChargeDecided(row.id, row.state)
    return row, visit, request


def _decide(uow: UnitOfWork, row: HeldCharge, visit: Visit, state: State, reason: str) -> None:
    row.state, row.decided_at, row.reason = state, uow.now, reason.strip()
    row.decided_by = uow.principal.name or uow.principal.key
    visit.updated_at = uow.now
    decided = _DECIDED[state](
        visit_id=row.visit_id,
        charge_id=row.id,
        **bill_rows.called(uow, row.what, row.code),
        serial_number=row.serial_number,
        quantity=row.quantity,
        amount_cents=row.amount_cents,
        reason=row.reason,
    )
    ledger.record(uow, request_stream(visit.request_id), decided)
    uow.session.flush()
