"""Lines of the bill that the office must approve first: kept apart from the amount and the record."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from app.kernel import ledger
from app.requests.commands.moves import request_stream
from app.visits.commands.field.before_the_end import was_made_before_the_end
from app.visits.commands.field.bill_rows import Wish, called
from app.visits.commands.field.context import VisitMessage
from app.visits.events.visits import ChargeHeld
from app.visits.tables import HeldCharge

FLAG = "charge_held"


class Why(StrEnum):
    """Why a line of the bill waits for the office."""

    UNKNOWN_KIND = "unknown_kind"
    INACTIVE_KIND = "inactive_kind"
    OVER_LIMIT = "over_limit"
    OVER_QUANTITY = "over_quantity"
    AFTER_COMPLETION = "after_completion"


class State(StrEnum):
    """What became of it; `superseded`: the phone sent a later wish for the same line."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


def is_after_the_end(message: VisitMessage) -> bool:
    """Tell whether the work had ended when this happened.

    What is sent online happens now.  What was offline is dated by the phone, and anybody can set a phone's
    clock: it counts as older than a recorded end only where the phone's message numbers show it.
    """
    ended_at = message.visit.completed_at
    if ended_at is None:
        return False
    return not (message.event.offline and message.at <= ended_at and was_made_before_the_end(message))


def hold(message: VisitMessage, wish: Wish, why: Why) -> None:
    """Keep `wish` for the office, in the place of what waited for the same line.

    What is on the bill stays as it is.  A wish that is older than the one that waits is superseded.
    """
    waiting = _waiting(message, wish)
    if any(row.recorded_at > message.at for row in waiting):
        message.flag("superseded")
        return
    _supersede(message, waiting)
    row = HeldCharge(
        id=message.uow.new_id(),
        visit_id=message.visit.id,
        engineer_id=message.engineer_id,
        event_id=message.event.event_id,
        what=wish.what,
        code=wish.code,
        label=wish.label,
        serial_number=wish.serial_number,
        quantity=wish.quantity,
        amount_cents=wish.amount_cents,
        why=why,
        state=State.WAITING,
        recorded_at=message.at,
        received_at=message.event.received_at,
    )
    message.uow.session.add(row)
    message.flag(FLAG)
    note(message, row)


def replace(message: VisitMessage, wish: Wish) -> None:
    """End an older wish for the same line that still waits: this one takes its place."""
    _supersede(message, [row for row in _waiting(message, wish) if row.recorded_at <= message.at])


def note(message: VisitMessage, row: HeldCharge) -> None:
    """Record that a line waits."""
    ledger.record(
        message.uow,
        request_stream(message.request.id),
        ChargeHeld(
            visit_id=row.visit_id,
            engineer_id=row.engineer_id,
            charge_id=row.id,
            **called(message.uow, row.what, row.code),
            serial_number=row.serial_number,
            quantity=row.quantity,
            amount_cents=row.amount_cents,
            why=row.why,
        ),
    )


def _waiting(message: VisitMessage, wish: Wish) -> list[HeldCharge]:
    query = select(HeldCharge).where(
        HeldCharge.visit_id == message.visit.id,
        HeldCharge.what == wish.what,
        HeldCharge.code == wish.code,
        HeldCharge.serial_number == wish.serial_number,
        HeldCharge.state == State.WAITING,
    )
    return list(message.uow.session.scalars(query))


def _supersede(message: VisitMessage, rows: list[HeldCharge]) -> None:
    for row in rows:
        row.state, row.decided_at = State.SUPERSEDED, message.uow.now
