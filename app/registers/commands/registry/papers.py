"""Rules of certificates and their kinds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.commands.registry.in_use import count
from app.registers.hooks import answers_for
from app.registers.tables import Certificate, CertificateKind, Skill


def prepare_kind(uow: UnitOfWork, values: dict[str, Any], row: CertificateKind | None) -> dict[str, str]:
    """It carries a skill that exists, or none; only for a skill can it be required."""
    skill_code, required = (values.get(name, getattr(row, name, None)) for name in ("skill_code", "required"))
    if not skill_code:
        values["skill_code"] = None
        return {"required": Phrase("needs a skill that it is required for")} if required else {}
    if uow.session.scalars(select(Skill.id).where(Skill.code == skill_code)).first() is None:
        return {"skill_code": Phrase("there is no skill %(name)s", name=skill_code)}
    return {}


def prepare_certificate(uow: UnitOfWork, values: dict[str, Any], row: Certificate | None) -> dict[str, str]:
    """It is of somebody the writer answers for, and does not end before it begins."""
    names = ("engineer_id", "valid_from", "valid_until")
    engineer_id, begins, ends = (values.get(name, getattr(row, name, None)) for name in names)
    whose = {engineer_id, row.engineer_id if row else engineer_id}
    if not all(answers_for(uow, one) for one in whose if one is not None):
        return {"engineer_id": Phrase("is in none of your teams")}
    if begins is not None and ends is not None and ends < begins:
        return {"valid_until": Phrase("lies before the first day")}
    return {}


def kinds_of_skill(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Kinds of certificates that carry the skill."""
    return Phrase("kinds of certificate"), count(uow, CertificateKind, CertificateKind.skill_code == row.code)


def certificates_of_kind(uow: UnitOfWork, row: CertificateKind) -> tuple[str, int]:
    """Certificates in force of the kind."""
    wanted = (Certificate.certificate_kind_id == row.id, Certificate.active.is_(True))
    return Phrase("certificates"), count(uow, Certificate, *wanted)
