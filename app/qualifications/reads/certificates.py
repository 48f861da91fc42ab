"""Certificates with what they are, and the papers of one engineer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.files.tables import Blob
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.local_dates import local_date
from app.qualifications.reads.papers import barring
from app.qualifications.reads.suspensions import suspensions
from app.qualifications.rules.papers import WARNED
from app.qualifications.tables import SkillSuspension
from app.registers.reads.register_names import skill_names
from app.registers.tables import Certificate, CertificateKind, Engineer, Territory
from checklists import Text
from dispatch.model.problem import Bar

VALID, ENDS_SOON, EXPIRED, TO_COME, WITHDRAWN = "valid", "ends_soon", "expired", "to_come", "withdrawn"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A certificate, its kind, and how it stands today."""

    certificate: Certificate
    kind: CertificateKind
    standing: str


@dataclass(frozen=True, slots=True)
class PapersOf:
    """An engineer's papers on a day of his territory; `bars` by skill why he may not use one he has."""

    engineer: Engineer
    today: date
    certificates: Sequence[PaperLine]
    suspensions: Sequence[SkillSuspension]
    bars: Mapping[str, Bar]
    skills: Mapping[str, Text]

    @property
    def years_in_trade(self) -> int | None:
        """Whole years since he began to work in the trade; None where that is not known."""
        since = self.engineer.in_trade_since
        if since is None:
            return None
        before = (self.today.month, self.today.day) < (since.month, since.day)
        return max(0, self.today.year - since.year - before)


def papers_of(uow: UnitOfWork, engineer: Engineer) -> PapersOf:
    """Return all that is on record of his papers."""
    zone = uow.get(Territory, engineer.territory_id).time_zone
    today = local_date(uow.now, zone)
    rows = uow.session.execute(
        select(Certificate, CertificateKind)
        .join(CertificateKind, CertificateKind.id == Certificate.certificate_kind_id)
        .where(Certificate.engineer_id == engineer.id)
        .order_by(Certificate.active.desc(), Certificate.valid_from.desc(), Certificate.id)
    )
    allowed = barring(uow, [engineer.id])
    bars = {
        skill.code: bar for skill in engineer.skills if (bar := allowed(skill.code, today).get(engineer.id))
    }
    return PapersOf(
        engineer,
        today,
        [PaperLine(one, kind, standing_of(one, today)) for one, kind in rows],
        uow.session.scalars(suspensions(uow, engineer.id)).all(),
        bars,
        skill_names(uow),
    )


def standing_of(one: Certificate, today: date) -> str:
    """Return how a certificate stands on a day."""
    if not one.active:
        return WITHDRAWN
    if one.valid_from > today:
        return TO_COME
    if one.valid_until is None:
        return VALID
    if one.valid_until < today:
        return EXPIRED
    return ENDS_SOON if one.valid_until <= today + WARNED else VALID


def picture_of(uow: UnitOfWork, certificate_id: UUID) -> Blob:
    """Return the picture of a certificate.

    Raises:
        NotFound: there is no such certificate that the caller may see, or it has no picture.
    """
    row = visibility.visible(uow, Certificate, certificate_id)
    blob = uow.session.get(Blob, row.picture_sha256) if row.picture_sha256 else None
    if blob is None:
        raise NotFound("picture", certificate_id)
    uow.session.refresh(blob, ["data"])
    return blob
