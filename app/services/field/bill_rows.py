"""The rows of a visit's bill: found, and set to what a phone said or the office approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.models import Charge, PartUsed
from app.runtime import UnitOfWork

CHARGE, PART = "charge", "part"


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


def put(uow: UnitOfWork, visit_id: UUID, wish: Wish, at: datetime) -> None:
    """Make the line what `wish` says, as of `at`."""
    if wish.what == CHARGE:
        _put_charge(uow, visit_id, wish, at)
    else:
        _put_part(uow, visit_id, wish, at)


def _put_charge(uow: UnitOfWork, visit_id: UUID, wish: Wish, at: datetime) -> None:
    row = charge_row(uow, visit_id, wish.code)
    if row is None:
        row = Charge(id=uow.new_id(), visit_id=visit_id, kind=wish.code)
        uow.session.add(row)
    row.label, row.amount_cents, row.recorded_at = wish.label, wish.amount_cents, at


def _put_part(uow: UnitOfWork, visit_id: UUID, wish: Wish, at: datetime) -> None:
    row = part_row(uow, visit_id, wish.code, wish.serial_number)
    if row is None:
        row = PartUsed(
            id=uow.new_id(),
            visit_id=visit_id,
            part_code=wish.code,
            serial_number=wish.serial_number,
            unit_price_cents=wish.amount_cents // wish.quantity if wish.quantity else 0,
        )
        uow.session.add(row)
    row.quantity, row.recorded_at = wish.quantity, at
