"""Entering praise of an engineer with its source, and withdrawing it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.kernel.said import Faults, left_blank
from app.qualifications.errors import CommendationWithdrawn, OwnPraise
from app.qualifications.events import CommendationTakenBack, Commended
from app.qualifications.reads.answering import require_answerable
from app.qualifications.rules.praise import PraiseSource
from app.qualifications.tables import Commendation
from app.registers.tables import Engineer, Territory
from app.requests.tables import Visit


@dataclass(frozen=True, slots=True)
class NewCommendation:
    """Who praised whom, how it came, when and for what; `visit_id` where it is about one visit."""

    engineer_id: UUID
    source: PraiseSource
    praised_by: str
    received_on: date
    reason: str
    visit_id: UUID | None = None


def commend(uow: UnitOfWork, said: NewCommendation) -> Commendation:
    """Enter it.

    Raises:
        Invalid: names the fields.
        NotFound: there is no such engineer, or the caller does not answer for him.
        OwnPraise: it would be the caller's own.
    """
    engineer = _answered(uow, said.engineer_id)
    if wrong := _wrong(uow, engineer, said):
        raise Invalid(wrong)
    row = Commendation(
        id=uow.new_id(),
        engineer_id=engineer.id,
        source=said.source,
        praised_by=said.praised_by.strip(),
        received_on=said.received_on,
        reason=said.reason.strip(),
        visit_id=said.visit_id,
        entered_by=uow.principal.name or uow.principal.key,
        entered_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = Commended(
        commendation_id=row.id,
        engineer_id=engineer.id,
        source=said.source,
        received_on=row.received_on.isoformat(),
        reason=row.reason,
    )
    ledger.record(uow, f"engineer:{engineer.id}", told)
    return row


def withdraw(uow: UnitOfWork, key: UUID, reason: str) -> Commendation:
    """Take it back: it counts no more, and what was said stays on record.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        OwnPraise: it is the caller's own.
        Invalid: the reason is missing.
        CommendationWithdrawn: it was withdrawn before, for another reason.
    """
    row = locks.row(uow, Commendation, key)
    _answered(uow, row.engineer_id)
    if not reason.strip():
        raise Invalid({"reason": Phrase("must be filled in")})
    if row.withdrawn_at is not None:
        if row.withdrawn_reason == reason.strip():
            return row
        raise CommendationWithdrawn
    row.withdrawn_at = row.updated_at = uow.now
    row.withdrawn_by, row.withdrawn_reason = uow.principal.name or uow.principal.key, reason.strip()
    told = CommendationTakenBack(
        commendation_id=row.id, engineer_id=row.engineer_id, reason=row.withdrawn_reason
    )
    ledger.record(uow, f"engineer:{row.engineer_id}", told)
    return row


def _answered(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    engineer = require_answerable(uow, engineer_id)
    if uow.principal.engineer_id == engineer_id:
        raise OwnPraise
    return engineer


def _wrong(uow: UnitOfWork, engineer: Engineer, said: NewCommendation) -> Faults:
    wrong = left_blank(praised_by=said.praised_by, reason=said.reason)
    if said.praised_by.strip() in {engineer.name, engineer.number}:
        wrong["praised_by"] = Phrase("is the engineer himself")
    zone = uow.get(Territory, engineer.territory_id).time_zone
    if said.received_on > local_date(uow.now, zone):
        wrong["received_on"] = Phrase("lies in the future")
    visit = uow.session.get(Visit, said.visit_id) if said.visit_id else None
    if said.visit_id is not None and (visit is None or visit.engineer_id != engineer.id):
        wrong["visit_id"] = Phrase("is no visit of this engineer")
    return wrong
