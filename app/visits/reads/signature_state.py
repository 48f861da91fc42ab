"""How the signatures of a visit stand: the one read model of page, phone, report and verification.

Signed by whom and when; void since when and because of what, in both languages; missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.money import money
from app.registers.tables import ChargeKind, Part
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import as_signature, charges_of, checklists_of, parts_of, signatures_of
from app.visits.reads.visit_record import visit_record
from app.visits.reads.void_changes import all_changes
from app.visits.tables import Photo, SignatureRow
from checklists import ChecklistError, SignerRole, Text, VisitRecord, Void
from checklists.void_words import Names, because

MOST_BYTES = 64 * 1024 * 1024
"""Pages hash so many bytes of a visit's photos again; report and verification hash all."""


class Standing(StrEnum):
    """How a signature stands.

    `void`: the record changed in the open since.  `altered`: what is on file is not what was signed, and
    no event says why.
    """

    VALID = "valid"
    VOID = "void"
    ALTERED = "altered"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class RoleState:
    """The signature of one role.  `ink` is there only where it stands; `signed_cents` is what was signed."""

    role: SignerRole
    standing: Standing = field(metadata={"description": "`altered`: no event says why"})
    signer_name: str = ""
    signed_at: datetime | None = None
    void_since: datetime | None = None
    because: tuple[Text, ...] = ()
    signed_cents: int | None = field(default=None, metadata={"description": "The amount that was signed"})
    ink: Sequence[Any] | None = None

    @property
    def is_void(self) -> bool:
        """Whether it was given and is not valid any more."""
        return self.standing in (Standing.VOID, Standing.ALTERED)


@dataclass(frozen=True, slots=True)
class SignatureState:
    """All roles, and the amount as it is now, in the currency's smallest unit.

    `record` is None where it cannot be computed, or was not asked for and nobody's signature stands.
    """

    roles: tuple[RoleState, ...]
    amount_cents: int
    record: VisitRecord | None

    @property
    def void_roles(self) -> list[str]:
        """The roles whose signatures are not valid any more."""
        return [str(state.role) for state in self.roles if state.is_void]

    @property
    def is_given(self) -> bool:
        """Whether anybody signed."""
        return any(state.standing is not Standing.MISSING for state in self.roles)


def signature_state(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, *, from_bytes: bool | None = None
) -> SignatureState:
    """Return how the signatures of `visit` stand for its record as it is now.

    With `from_bytes` every stored photo is hashed again; unless said, those of a visit that has ended are,
    where they are not too many bytes.
    """
    rows = signatures_of(uow, visit.id)
    record = None
    if from_bytes is not None or rows:
        if from_bytes is None:
            from_bytes = visit.completed_at is not None and _photo_bytes(uow, visit) <= MOST_BYTES
        record = _record(uow, visit, request, from_bytes=from_bytes)
    names = _names(uow, visit, request, rows) if rows else None
    return SignatureState(
        roles=tuple(_of_role(role, rows, record, names) for role in SignerRole),
        amount_cents=_amount(uow, visit),
        record=record,
    )


def bill_cents(record: Mapping[str, Any]) -> int:
    """Return the amount that a record, as plain data, comes to."""
    parts = (row["quantity"] * row["unit_price_cents"] for row in record.get("parts", ()))
    return int(sum(parts) + sum(row["amount_cents"] for row in record.get("charges", ())))


def _amount(uow: UnitOfWork, visit: Visit) -> int:
    parts = sum(row.quantity * row.unit_price_cents for row in parts_of(uow, visit.id))
    return parts + sum(row.amount_cents for row in charges_of(uow, visit.id))


def _record(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, *, from_bytes: bool
) -> VisitRecord | None:
    try:
        return visit_record(uow, visit, request, from_bytes=from_bytes)
    except ChecklistError:
        return None


def _photo_bytes(uow: UnitOfWork, visit: Visit) -> int:
    return uow.session.scalar(select(func.sum(Photo.size)).where(Photo.visit_id == visit.id)) or 0


def _of_role(
    role: SignerRole, rows: Sequence[SignatureRow], record: VisitRecord | None, names: Names | None
) -> RoleState:
    """The signature that is valid, else the last one that was."""
    own = [row for row in rows if row.role == role]
    if not own or names is None:
        return RoleState(role, Standing.MISSING)
    row = next((row for row in own if row.voided_at is None), own[-1])
    if row.voided_at is not None:
        reason = (row.void_reason or "").partition(":")[0]
        return _void(role, row, Standing.VOID, because(reason, all_changes(row, record), row.record, names))
    verdict = _verdict(row, record)
    if verdict is not None:
        return _void(role, row, Standing.ALTERED, because(verdict.reason, verdict.changed, row.record, names))
    return RoleState(
        role,
        Standing.VALID,
        row.signer_name,
        row.signed_at,
        signed_cents=signed_cents(row),
        ink=row.strokes,
    )


def _void(role: SignerRole, row: SignatureRow, standing: Standing, why: tuple[Text, ...]) -> RoleState:
    return RoleState(role, standing, row.signer_name, row.signed_at, row.voided_at, why, signed_cents(row))


def signed_cents(row: SignatureRow) -> int | None:
    """Return the amount that was signed; None where the stored record cannot be read."""
    try:
        return bill_cents(row.record)
    except (KeyError, TypeError, AttributeError):
        return None


def _verdict(row: SignatureRow, record: VisitRecord | None) -> Void | None:
    """Why a signature that was not voided is invalid all the same; None if it is valid."""
    unreadable = Void("signed_record_altered", (), Text("", ""))
    try:
        verdict = as_signature(row).verify(record) if record is not None else unreadable
    except ChecklistError:
        verdict = unreadable
    return verdict if isinstance(verdict, Void) else None


def _names(uow: UnitOfWork, visit: Visit, request: ServiceRequest, rows: Sequence[SignatureRow]) -> Names:
    kinds = uow.session.scalars(select(ChargeKind))
    used = {row.part_code for row in parts_of(uow, visit.id)}
    used |= {str(part.get("code")) for row in rows for part in row.record.get("parts", ())}
    parts = uow.session.scalars(select(Part).where(Part.code.in_(used)))
    return Names(
        money=lambda cents: money(cents, uow.settings.currency),
        charges={kind.code: Text(kind.name_en, kind.name_zh) for kind in kinds},
        parts={part.code: Text(part.name_en, part.name_zh) for part in parts},
        items={
            (template.key, item.key): item.label
            for template in checklists_of(uow, visit, request)
            for item in template.items
        },
    )
