"""Certificates that end soon or have ended, and skills used without the certificate that they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.kernel import UnitOfWork
from app.kernel.local_dates import last_day_anywhere, local_date
from app.kernel.standing import Standing
from app.qualifications.rules.papers import WARNED
from app.registers.tables import Certificate, CertificateKind, Engineer, Skill, Territory, engineer_skills
from app.teams.reads.managed import managed_engineers


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate with nothing after it; `days` until its last day, negative once it is past."""

    certificate: Certificate
    engineer: Engineer
    kind: CertificateKind
    days: int
    zone: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """An engineer who has a skill and not the certificate that it needs."""

    engineer: Engineer
    kind: CertificateKind


def ending(uow: UnitOfWork, *, everybody: bool = False) -> list[Ending]:
    """Return those of the caller's people (or of all) that end within sixty days, the first one first."""
    query = (
        select(Certificate, Engineer, CertificateKind, Territory.time_zone)
        .join(Engineer, Engineer.id == Certificate.engineer_id)
        .join(CertificateKind, CertificateKind.id == Certificate.certificate_kind_id)
        .join(Territory, Territory.id == Engineer.territory_id)
        .where(*_ends(uow), Engineer.active.is_(True), CertificateKind.active.is_(True))
        .order_by(Certificate.valid_until, Engineer.number, Certificate.id)
    )
    own = None if everybody else managed_engineers(uow, uow.principal)
    found = []
    for certificate, engineer, kind, zone in uow.session.execute(query):
        ends = certificate.valid_until or date.max
        days = (ends - local_date(uow.now, zone)).days
        if days <= WARNED.days and (own is None or engineer.id in own):
            found.append(Ending(certificate, engineer, kind, days, zone))
    return found


def _ends(uow: UnitOfWork) -> Sequence[Any]:
    later = aliased(Certificate)
    followed = exists().where(
        later.engineer_id == Certificate.engineer_id,
        later.certificate_kind_id == Certificate.certificate_kind_id,
        later.active.is_(True),
        or_(later.valid_until.is_(None), later.valid_until > Certificate.valid_until),
    )
    return (
        Certificate.active.is_(True),
        Certificate.valid_until <= last_day_anywhere(uow.now) + WARNED,
        ~followed,
    )


def lacking(uow: UnitOfWork) -> list[Lacking]:
    """Return who of the caller's people has a skill without any certificate of a kind that it needs."""
    held = exists().where(
        Certificate.engineer_id == Engineer.id,
        Certificate.certificate_kind_id == CertificateKind.id,
        Certificate.active.is_(True),
    )
    query = (
        select(Engineer, CertificateKind)
        .join(engineer_skills, engineer_skills.c.engineer_id == Engineer.id)
        .join(Skill, Skill.id == engineer_skills.c.skill_id)
        .join(
            CertificateKind,
            and_(
                CertificateKind.skill_code == Skill.code,
                CertificateKind.required.is_(True),
                CertificateKind.active.is_(True),
            ),
        )
        .where(Engineer.active.is_(True), ~held)
        .order_by(Engineer.number, CertificateKind.code)
        .options(selectinload(Engineer.skills))
    )
    own = managed_engineers(uow, uow.principal)
    return [
        Lacking(engineer, kind)
        for engineer, kind in uow.session.execute(query)
        if own is None or engineer.id in own
    ]


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait to be renewed, and when the first ends."""
    found = ending(uow)
    return Standing(len(found), due_at=_end_of(found[0]) if found else None)


def to_renew(uow: UnitOfWork) -> Select[UUID]:
    """Select the certificates that wait to be renewed."""
    return select(Certificate.id).where(Certificate.id.in_([one.certificate.id for one in ending(uow)]))


def _end_of(one: Ending) -> datetime | None:
    last = one.certificate.valid_until
    return datetime.combine(last + date.resolution, time(), ZoneInfo(one.zone)) if last else None
