"""Putting somebody on probation, and extending or ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.kernel.said import ends_before, left_blank
from app.qualifications.errors import ProbationOver
from app.qualifications.events import ProbationBegun, ProbationEnded, ProbationExtended
from app.qualifications.reads.answering import require_answerable
from app.qualifications.rules.probation import ProbationOutcome
from app.qualifications.tables import Probation
from app.registers.tables import Engineer, Territory


@dataclass(frozen=True, slots=True)
class NewProbation:
    """What is to be said of an engineer; the last day is planned, and people end it."""

    engineer_id: UUID
    from_on: date
    planned_until: date
    reason: str
    mentor_id: UUID | None = None


def begin(uow: UnitOfWork, said: NewProbation) -> Probation:
    """Put an engineer on probation.

    Raises:
        Invalid: names the fields; he is on probation already.
        NotFound: there is no such engineer, or the caller does not answer for him.
        Forbidden: it would be his own.
    """
    engineer = _answered(uow, said.engineer_id)
    locks.row(uow, Engineer, engineer.id)
    _check(uow, said)
    row = Probation(
        id=uow.new_id(),
        engineer_id=engineer.id,
        mentor_id=said.mentor_id,
        reason=said.reason.strip(),
        from_on=said.from_on,
        planned_until=said.planned_until,
        extensions=[],
        set_by=_name(uow),
        set_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = ProbationBegun(
        probation_id=row.id,
        engineer_id=engineer.id,
        from_on=row.from_on.isoformat(),
        planned_until=row.planned_until.isoformat(),
        mentor_id=row.mentor_id,
        reason=row.reason,
    )
    ledger.record(uow, f"engineer:{engineer.id}", told)
    return row


def extend(uow: UnitOfWork, key: UUID, until: date, note: str) -> Probation:
    """Plan a later end, with a reason.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        Forbidden: it is his own.
        ProbationOver: it ended before.
        Invalid: the end is not later, or the reason is missing.
    """
    row = _open(uow, key)
    wrong = left_blank(note=note)
    if until <= row.planned_until:
        wrong["planned_until"] = Phrase("is not later than the end planned so far")
    if wrong:
        raise Invalid(wrong)
    before = row.planned_until
    step = {"until": before.isoformat(), "to": until.isoformat(), "reason": note.strip()}
    row.extensions = [*row.extensions, {**step, "by": _name(uow), "at": uow.now.isoformat()}]
    row.planned_until, row.updated_at = until, uow.now
    told = ProbationExtended(
        probation_id=row.id,
        engineer_id=row.engineer_id,
        was_until=before.isoformat(),
        planned_until=until.isoformat(),
        reason=note.strip(),
    )
    ledger.record(uow, f"engineer:{row.engineer_id}", told)
    return row


def end(uow: UnitOfWork, key: UUID, outcome: ProbationOutcome, reason: str) -> Probation:
    """End it today, passed or not, with a reason.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        Forbidden: it is his own.
        ProbationOver: it ended before.
        Invalid: the reason is missing.
    """
    row = _open(uow, key)
    if not reason.strip():
        raise Invalid({"reason": Phrase("must be filled in")})
    engineer = uow.get(Engineer, row.engineer_id)
    zone = uow.get(Territory, engineer.territory_id).time_zone
    row.outcome, row.ended_on = outcome, local_date(uow.now, zone)
    row.ended_by, row.ended_at, row.ended_reason = _name(uow), uow.now, reason.strip()
    row.updated_at = uow.now
    told = ProbationEnded(
        probation_id=row.id,
        engineer_id=row.engineer_id,
        outcome=outcome,
        ended_on=row.ended_on.isoformat(),
        reason=row.ended_reason,
    )
    ledger.record(uow, f"engineer:{row.engineer_id}", told)
    return row


def _open(uow: UnitOfWork, key: UUID) -> Probation:
    row = locks.row(uow, Probation, key)
    _answered(uow, row.engineer_id)
    if row.outcome is not None:
        raise ProbationOver
    return row


def _answered(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    engineer = require_answerable(uow, engineer_id)
    if uow.principal.engineer_id == engineer_id:
        raise Forbidden
    return engineer


def _check(uow: UnitOfWork, said: NewProbation) -> None:
    wrong = left_blank(reason=said.reason) | ends_before(said.from_on, planned_until=said.planned_until)
    if said.mentor_id == said.engineer_id:
        wrong["mentor_id"] = Phrase("is the engineer himself")
    elif said.mentor_id is not None and uow.session.get(Engineer, said.mentor_id) is None:
        wrong["mentor_id"] = Phrase("is not on record")
    running = select(Probation.id).where(
        Probation.engineer_id == said.engineer_id, Probation.outcome.is_(None)
    )
    if uow.session.scalars(running).first() is not None:
        wrong["engineer_id"] = Phrase("is on probation already; extend or end that one")
    if wrong:
        raise Invalid(wrong)


def _name(uow: UnitOfWork) -> str:
    return uow.principal.name or uow.principal.key
