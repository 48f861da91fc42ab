"""Whose papers do not let them use a skill, for those who send people to work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.dispatching.hooks import Barring
from app.kernel import UnitOfWork
from app.qualifications.rules.papers import CarryingKind, HeldPaper, Span, why_not
from app.qualifications.tables import SkillSuspension
from app.registers.tables import Certificate, CertificateKind
from dispatch.model.problem import Bar


def barring(uow: UnitOfWork, engineer_ids: Collection[UUID]) -> Barring:
    """Read the papers of these engineers once; what is asked afterwards reads nothing more."""
    people = set(engineer_ids)
    kinds, held, suspended = _kinds(uow), _held(uow, people), _suspended(uow, people)

    def barred(skill_code: str, day: date) -> Mapping[UUID, Bar]:
        carrying, away = kinds.get(skill_code, ()), suspended.get(skill_code, {})
        found: dict[UUID, Bar] = {}
        for key in people if carrying else away.keys():
            why = why_not(day, carrying, held.get(key, ()), away.get(key, ()))
            if why is not None:
                code, told = why
                found[key] = Bar(str(key), code, told.isoformat() if told else None)
        return found

    return barred


def _kinds(uow: UnitOfWork) -> Mapping[str, list[CarryingKind]]:
    rows = uow.session.execute(
        select(CertificateKind.skill_code, CertificateKind.id, CertificateKind.required).where(
            CertificateKind.active.is_(True), CertificateKind.skill_code.is_not(None)
        )
    )
    found: dict[str, list[CarryingKind]] = defaultdict(list)
    for skill_code, key, required in rows:
        if skill_code is not None:
            found[skill_code].append(CarryingKind(key, required))
    return found


def _held(uow: UnitOfWork, people: Collection[UUID]) -> Mapping[UUID, list[HeldPaper]]:
    rows = uow.session.execute(
        select(
            Certificate.engineer_id,
            Certificate.certificate_kind_id,
            Certificate.valid_from,
            Certificate.valid_until,
        ).where(Certificate.active.is_(True), Certificate.engineer_id.in_(people))
    )
    found: dict[UUID, list[HeldPaper]] = defaultdict(list)
    for engineer_id, kind_id, begins, ends in rows:
        found[engineer_id].append(HeldPaper(kind_id, Span(begins, ends)))
    return found


def _suspended(uow: UnitOfWork, people: Collection[UUID]) -> Mapping[str, Mapping[UUID, list[Span]]]:
    rows = uow.session.execute(
        select(
            SkillSuspension.skill_code,
            SkillSuspension.engineer_id,
            SkillSuspension.from_on,
            SkillSuspension.until_on,
        ).where(SkillSuspension.lifted_at.is_(None), SkillSuspension.engineer_id.in_(people))
    )
    found: dict[str, dict[UUID, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for skill_code, engineer_id, begins, ends in rows:
        found[skill_code][engineer_id].append(Span(begins, ends))
    return found
