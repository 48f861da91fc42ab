"""Lines of bills that wait for the office, with what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.registers.tables import ChargeKind, Engineer, Part
from app.requests.tables import ServiceRequest, Visit
from app.visits.tables import Charge, HeldCharge, PartUsed

MOST = 50


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line that waits or waited.

    `name_en` and `name_zh` are of the register, empty where it has none; `limit_cents` the kind's limit,
    `limit_per_visit` the part's; `standing_cents` what the bill holds of the same line meanwhile.
    """

    row: HeldCharge
    request_id: UUID
    request_code: str
    engineer: str
    name_en: str
    name_zh: str
    limit_cents: int | None
    limit_per_visit: int | None
    standing_cents: int


def held_charges(state: str | None) -> Select[Any]:
    """Return the query of the lines in a state, the oldest first."""
    query = select(HeldCharge).order_by(HeldCharge.received_at, HeldCharge.id)
    return query if state is None else query.where(HeldCharge.state == state)


def waiting_of_request(uow: UnitOfWork, request_id: UUID) -> list[HeldLine]:
    """Return the lines of a request that wait."""
    query = held_charges("waiting").where(
        HeldCharge.visit_id.in_(select(Visit.id).where(Visit.request_id == request_id))
    )
    return in_context(uow, uow.session.scalars(query).all())


def all_waiting(uow: UnitOfWork) -> list[HeldLine]:
    """Return the lines that wait, the oldest first, at most `MOST`."""
    return in_context(uow, uow.session.scalars(held_charges("waiting").limit(MOST)).all())


def in_context(uow: UnitOfWork, rows: Sequence[HeldCharge]) -> list[HeldLine]:
    """Add to each line who asked, for which request, and what the registers and the bill say."""
    if not rows:
        return []
    about = {
        visit_id: (request_id, code)
        for visit_id, request_id, code in uow.session.execute(
            select(Visit.id, ServiceRequest.id, ServiceRequest.code)
            .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
            .where(Visit.id.in_({row.visit_id for row in rows}))
        )
    }
    named = select(Engineer.id, Engineer.name).where(Engineer.id.in_({row.engineer_id for row in rows}))
    names = {row.id: row.name for row in uow.session.execute(named)}
    return [_line(uow, row, *about[row.visit_id], names[row.engineer_id]) for row in rows]


def _line(uow: UnitOfWork, row: HeldCharge, request_id: UUID, code: str, engineer: str) -> HeldLine:
    kind = uow.session.get(ChargeKind, row.code) if row.what == "charge" else None
    part = uow.session.get(Part, row.code) if row.what == "part" else None
    named = kind or part
    return HeldLine(
        row=row,
        request_id=request_id,
        request_code=code,
        engineer=engineer,
        name_en=named.name_en if named else "",
        name_zh=named.name_zh if named else "",
        limit_cents=kind.limit_cents if kind else None,
        limit_per_visit=part.limit_per_visit if part else None,
        standing_cents=_standing(uow, row),
    )


def _standing(uow: UnitOfWork, row: HeldCharge) -> int:
    if row.what == "charge":
        query = select(Charge.amount_cents).where(Charge.visit_id == row.visit_id, Charge.kind == row.code)
    else:
        query = select(PartUsed.quantity * PartUsed.unit_price_cents).where(
            PartUsed.visit_id == row.visit_id,
            PartUsed.part_code == row.code,
            PartUsed.serial_number == row.serial_number,
        )
    return uow.session.scalars(query).one_or_none() or 0
