"""Engineers' certificates, and which kinds of them there are."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId
from app.registers.tables.external_ids import HasExternalId


class CertificateKind(WithId, HasExternalId, Versioned, Base):
    """A kind of certificate (证书种类): the skill that it carries, or none.

    `required`: the skill may not be used without one.
    """

    __tablename__ = "certificate_kinds"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    skill_code: Mapped[str | None] = mapped_column(ForeignKey("skills.code"), index=True)
    required: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class Certificate(WithId, HasExternalId, Versioned, Base):
    """A certificate of an engineer (证书); `valid_from` and `valid_until` included, None has no end.

    One that is not `active` was withdrawn, and is as if he had none.
    """

    __tablename__ = "certificates"

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    certificate_kind_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_kinds.id"), index=True)
    number: Mapped[str] = mapped_column(String(80), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(index=True)
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
