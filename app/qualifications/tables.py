"""Suspensions from skills, and which ends of certificates were told of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose


class SkillSuspension(WithId, Versioned, Base):
    """An engineer does not use a skill, `from_on` and `until_on` included; None has no end.

    It is lifted, not deleted.
    """

    __tablename__ = "skill_suspensions"
    __table_args__ = (Index("ix_skill_suspensions_engineer_id_from_on", "engineer_id", "from_on"),)

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    skill_code: Mapped[str] = mapped_column(ForeignKey("skills.code"))
    reason: Mapped[str] = prose(1000)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(120))
    lifted_note: Mapped[str | None] = prose(1000)


class CertificateWarning(Base):
    """The end of a certificate that was told of, so that it is told once; another end is told anew."""

    __tablename__ = "certificate_warnings"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    valid_until: Mapped[date]
    told_at: Mapped[datetime]
