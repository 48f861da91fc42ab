"""Suspending somebody from a skill, and lifting it; the planner plans the territory anew at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.said import ends_before, left_blank
from app.qualifications.errors import SuspensionLifted
from app.qualifications.events import SkillSuspended, SkillSuspensionLifted
from app.qualifications.reads.answering import require_answerable
from app.qualifications.tables import SkillSuspension
from app.registers.hooks import request_replan
from app.registers.tables import Engineer, Skill


@dataclass(frozen=True, slots=True)
class Suspension:
    """What is to be said of an engineer and a skill; `until_on` None has no end."""

    engineer_id: UUID
    skill_code: str
    reason: str
    from_on: date
    until_on: date | None = None


def suspend(uow: UnitOfWork, said: Suspension) -> SkillSuspension:
    """Keep it; from its first day on the planner gives him no work that needs the skill.

    Raises:
        Invalid: names the fields.
        NotFound: there is no such engineer, or the caller does not answer for him.
    """
    engineer = require_answerable(uow, said.engineer_id)
    wrong = left_blank(reason=said.reason) | ends_before(said.from_on, until_on=said.until_on)
    if uow.session.scalars(select(Skill.id).where(Skill.code == said.skill_code)).first() is None:
        wrong["skill_code"] = Phrase("there is no skill %(name)s", name=said.skill_code)
    if wrong:
        raise Invalid(wrong)
    row = SkillSuspension(
        id=uow.new_id(),
        engineer_id=engineer.id,
        skill_code=said.skill_code,
        reason=said.reason.strip(),
        from_on=said.from_on,
        until_on=said.until_on,
        set_by=uow.principal.name or uow.principal.key,
        set_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = SkillSuspended(
        suspension_id=row.id,
        engineer_id=engineer.id,
        skill_code=row.skill_code,
        from_on=row.from_on.isoformat(),
        until_on=row.until_on.isoformat() if row.until_on else None,
        reason=row.reason,
    )
    ledger.record(uow, f"engineer:{engineer.id}", told)
    request_replan(uow, engineer.territory_id, "skill suspended")
    return row


def lift(uow: UnitOfWork, key: UUID, note: str) -> SkillSuspension:
    """End it now; what was said stays on record.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        SuspensionLifted: it was lifted before.
    """
    row = locks.row(uow, SkillSuspension, key)
    engineer: Engineer = require_answerable(uow, row.engineer_id)
    if row.lifted_at is not None:
        raise SuspensionLifted
    row.lifted_at, row.lifted_note = uow.now, note.strip()
    row.lifted_by, row.updated_at = uow.principal.name or uow.principal.key, uow.now
    told = SkillSuspensionLifted(
        suspension_id=row.id, engineer_id=engineer.id, skill_code=row.skill_code, note=row.lifted_note
    )
    ledger.record(uow, f"engineer:{engineer.id}", told)
    request_replan(uow, engineer.territory_id, "skill suspension lifted")
    return row
