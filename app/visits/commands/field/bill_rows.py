"""The rows of a visit's bill: found, and set to what a phone said or the office approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork, ledger
from app.registers.tables import ChargeKind, Part
from app.requests.commands.moves import request_stream
from app.requests.tables import Visit
from app.visits.events.visits import BillChanged
from app.visits.tables import Charge, PartUsed

LINES = CHARGE, PART = "charge", "part"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one line of the bill shall become.

    `what` is `charge` or `part`, `code` the kind or the part's code; `amount_cents` is of the whole line.
    """

    what: str
    code: str
    amount_cents: int
    label: str = ""
    serial_number: str = ""
    quantity: int = 1


def charge_row(uow: UnitOfWork, visit_id: UUID, code: str) -> Charge | None:
    """Return the charge of a kind on a visit, also one that was taken back."""
    query = select(Charge).where(Charge.visit_id == visit_id, Charge.kind == code)
    return uow.session.scalars(query).one_or_none()


def part_row(uow: UnitOfWork, visit_id: UUID, code: str, serial_number: str) -> PartUsed | None:
    """Return the line of a part on a visit, also one that was taken back."""
    query = select(PartUsed).where(
        PartUsed.visit_id == visit_id, PartUsed.part_code == code, PartUsed.serial_number == serial_number
    )
    return uow.session.scalars(query).one_or_none()


def fitted(uow: UnitOfWork, visit_id: UUID, code: str) -> int:
    """Return how many of a part were fitted on a visit, over all serial numbers."""
    query = select(func.sum(PartUsed.quantity)).where(
        PartUsed.visit_id == visit_id, PartUsed.part_code == code
    )
    return uow.session.scalar(query) or 0


def put(uow: UnitOfWork, visit: Visit, wish: Wish, at: datetime) -> None:
    """Make the line what `wish` says, as of `at`; what changes what is to be paid is an event."""
    act = _put_charge if wish.what == CHARGE else _put_part
    before, after = act(uow, visit.id, wish, at)
    if before != after:
        ledger.record(
            uow,
            request_stream(visit.request_id),
            BillChanged(
                visit_id=visit.id,
                engineer_id=visit.engineer_id,
                **called(uow, wish.what, wish.code),
                serial_number=wish.serial_number,
                from_quantity=before.quantity,
                to_quantity=after.quantity,
                from_cents=before.cents,
                to_cents=after.cents,
            ),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """How many of what, for how much together, called how; nothing where there is no line."""

    quantity: int = 0
    cents: int = 0
    label: str = ""


def _put_charge(uow: UnitOfWork, visit_id: UUID, wish: Wish, at: datetime) -> tuple[_Line, _Line]:
    row, before = charge_row(uow, visit_id, wish.code), _Line()
    if row is None:
        row = Charge(id=uow.new_id(), visit_id=visit_id, kind=wish.code)
        uow.session.add(row)
    else:
        before = _Line(int(row.amount_cents > 0), row.amount_cents, row.label)
    row.label, row.amount_cents, row.recorded_at = wish.label, wish.amount_cents, at
    return before, _Line(int(wish.amount_cents > 0), wish.amount_cents, wish.label)


def _put_part(uow: UnitOfWork, visit_id: UUID, wish: Wish, at: datetime) -> tuple[_Line, _Line]:
    row, before = part_row(uow, visit_id, wish.code, wish.serial_number), _Line()
    if row is None:
        row = PartUsed(
            id=uow.new_id(),
            visit_id=visit_id,
            part_code=wish.code,
            serial_number=wish.serial_number,
            unit_price_cents=wish.amount_cents // wish.quantity if wish.quantity else 0,
        )
        uow.session.add(row)
    else:
        before = _Line(row.quantity, row.quantity * row.unit_price_cents)
    row.quantity, row.recorded_at = wish.quantity, at
    return before, _Line(wish.quantity, wish.quantity * row.unit_price_cents)


def called(uow: UnitOfWork, what: str, code: str) -> dict[str, str]:
    """What a line is as an event says it, with the names that its register has for it now."""
    get = uow.session.get
    row = get(ChargeKind, code) if what == CHARGE else get(Part, code)
    named = {"name_en": row.name_en, "name_zh": row.name_zh} if row else {}
    return {"what": what, "code": code, **named}
