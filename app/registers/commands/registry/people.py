"""Rules of engineers, skills, shifts, providers, accounts and fault types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kernel import UnitOfWork, locks
from app.kernel.phrases import Phrase
from app.registers.commands import phone_numbers
from app.registers.commands.registry.in_use import count
from app.registers.commands.registry.newcomers import begin_stars
from app.registers.commands.registry.places import read_numbers
from app.registers.commands.registry.star_reasons import prepare_stars
from app.registers.reads.territories import zone_of_engineer
from app.registers.rules import skill_words
from app.registers.rules.roster import ShiftKind
from app.registers.tables import (
    Engineer,
    FaultType,
    Leave,
    Provider,
    Shift,
    Skill,
    Territory,
    engineer_skills,
)

SKILLS_LISTED = 30
"""More than these nobody reads in a sentence."""


def prepare_engineer(uow: UnitOfWork, values: dict[str, Any], row: Engineer | None) -> dict[str, str]:
    """Skills come as codes and are stored as rows; the numbers are kept as said and as read."""
    (territory_id,) = _standing(values, row, "territory_id")
    territory = uow.get(Territory, territory_id)
    errors = begin_stars(uow, values, territory) if row is None else prepare_stars(values, row)
    read_numbers(uow, values, row, territory.area_code)
    if "skills" not in values:
        return errors
    codes = values["skills"]
    known = {skill.code: skill for skill in uow.session.scalars(select(Skill).where(Skill.code.in_(codes)))}
    unknown = {n: code for n, code in enumerate(codes) if code not in known}
    listed = _skills_listed(uow) if unknown else ""
    errors |= {f"skills.{n}": _no_skill(code, listed) for n, code in unknown.items()}
    values["skills"] = [known[code] for code in sorted(known)]
    return errors


def _no_skill(code: str, listed: str) -> Phrase:
    if not listed:
        return Phrase("there is no skill %(name)s", name=code)
    return Phrase("there is no skill %(name)s; there are: %(known)s", name=code, known=listed)


def _skills_listed(uow: UnitOfWork) -> str:
    """Return the skills there are, by code and by name in the reader's language."""
    query = select(Skill.code, Skill.name_en, Skill.name_zh).order_by(Skill.code).limit(SKILLS_LISTED)
    rows = uow.session.execute(query).all()
    listed = Phrase(", ".join(f"{code} ({en})" for code, en, _ in rows))
    listed.zh = "、".join(f"{zh}（{code}）" for code, _, zh in rows)
    return listed


def prepare_skill(uow: UnitOfWork, values: dict[str, Any], row: Skill | None) -> dict[str, str]:
    """What a skill is called besides is no name of another, for a file could mean either."""
    if "aliases" in values:
        values["aliases"] = skill_words.joined(values["aliases"])
    others = [skill for skill in uow.session.scalars(select(Skill)) if row is None or skill.id != row.id]
    names = skill_words.codes_called(others)
    besides = skill_words.codes_called(others, besides=True)
    said = [("aliases", one, names) for one in skill_words.told_apart(values.get("aliases", ""))]
    said += [(path, values[path], besides) for path in ("code", "name_en", "name_zh") if path in values]
    return {
        path: Phrase("%(name)s means the skill %(code)s already", name=one, code=codes[0])
        for path, one, taken in reversed(said)
        if (codes := taken.get(skill_words.key_of(one)))
    }


def prepare_provider(uow: UnitOfWork, values: dict[str, Any], row: Provider | None) -> dict[str, str]:
    """A provider's numbers are kept as said and as read."""
    read_numbers(uow, values, row, phone_numbers.area_code_of(uow, None))
    return prepare_stars(values, row)


def prepare_shift(uow: UnitOfWork, values: dict[str, Any], row: Shift | None) -> dict[str, str]:
    """A shift ends after it starts, holds its breaks, and does not overlap another of the engineer.

    One that touches another is fine: both are planned as one presence.
    """
    engineer_id, starts_at, ends_at = _standing(values, row, "engineer_id", "starts_at", "ends_at")
    if ends_at <= starts_at:
        return {"ends_at": Phrase("is not after the beginning")}
    errors = _prepare_breaks(values, starts_at, ends_at)
    kind, setout_s = (values.get(name, getattr(row, name, None)) for name in ("kind", "setout_s"))
    if kind == ShiftKind.ON_CALL and not setout_s:
        errors["setout_s"] = Phrase("is needed of a shift on call")
    if kind != ShiftKind.ON_CALL and setout_s:
        errors["setout_s"] = Phrase("fits a shift on call alone")
    # Two shifts entered at the same moment wait for each other here.
    locks.row(uow, Engineer, engineer_id)
    overlapping = select(Shift).where(
        Shift.engineer_id == engineer_id, Shift.starts_at < ends_at, Shift.ends_at > starts_at
    )
    if row is not None:
        overlapping = overlapping.where(Shift.id != row.id)
    other = uow.session.scalars(overlapping.limit(1)).first()
    if other is not None:
        errors["starts_at"] = overlaps(other.starts_at, zone_of_engineer(uow, engineer_id))
    return errors


def prepare_leave(uow: UnitOfWork, values: dict[str, Any], row: Leave | None) -> dict[str, str]:
    """A leave ends after it starts, and one engineer's leaves do not overlap."""
    engineer_id, starts_at, ends_at = _standing(values, row, "engineer_id", "starts_at", "ends_at")
    if ends_at <= starts_at:
        return {"ends_at": Phrase("is not after the beginning")}
    locks.row(uow, Engineer, engineer_id)
    overlapping = select(Leave).where(
        Leave.engineer_id == engineer_id, Leave.starts_at < ends_at, Leave.ends_at > starts_at
    )
    if row is not None:
        overlapping = overlapping.where(Leave.id != row.id)
    other = uow.session.scalars(overlapping.limit(1)).first()
    if other is None:
        return {}
    at = local_time(other.starts_at, zone_of_engineer(uow, engineer_id))
    return {"starts_at": Phrase("overlaps the leave from %(at)s", at=at)}


def overlaps(starts_at: datetime, zone: str) -> Phrase:
    """Say which shift is overlapped, by the clock of its territory."""
    return Phrase("overlaps the shift from %(at)s", at=local_time(starts_at, zone))


def local_time(at: datetime, zone: str) -> str:
    """Write an instant by the clock of a zone, to the minute."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _standing(values: dict[str, Any], row: Any, *names: str) -> tuple[Any, ...]:
    """Return each named column as it will be: the new value, or what the row holds."""
    return tuple(values[name] if name in values else getattr(row, name) for name in names)


def _prepare_breaks(values: dict[str, Any], starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    end = starts_at
    for n, (begins, finishes) in enumerate(values.get("breaks") or ()):
        if not end <= begins < finishes <= ends_at:
            errors[f"breaks.{n}"] = Phrase(
                "must lie inside the shift, after the break before it, and not be empty"
            )
        end = finishes
    if not errors and "breaks" in values:
        values["breaks"] = [[_text(begins), _text(ends)] for begins, ends in values["breaks"]]
    return errors


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def prepare_fault_type(uow: UnitOfWork, values: dict[str, Any], _row: FaultType | None) -> dict[str, str]:
    """A fault needs a skill that exists."""
    code = values.get("skill_code")
    if code is None or uow.session.scalars(select(Skill.id).where(Skill.code == code)).first():
        return {}
    return {"skill_code": Phrase("there is no such skill")}


def faults_of_skill(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Fault types that name the skill by its code."""
    return "fault types", count(uow, FaultType, FaultType.skill_code == row.code)


def engineers_with_skill(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Engineers who hold the skill."""
    return Phrase("engineers"), count(uow, engineer_skills, engineer_skills.c.skill_id == row.id)


def engineers_of_provider(uow: UnitOfWork, row: Provider) -> tuple[str, int]:
    """Engineers whom the provider sends."""
    return Phrase("engineers"), count(
        uow, Engineer, Engineer.provider_id == row.id, Engineer.active.is_(True)
    )
