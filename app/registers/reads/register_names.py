"""What people call the things that refusals, bills and histories name by a register's code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import ChargeKind, Part, Skill
from checklists import Text

CHARGE, PART = "charge", "part"

OF_A_SKILL = frozenset({"missing_skill", "certificate_expired", "certificate_missing", "skill_suspended"})
"""Refusals that name a skill as what is needed."""

Line = tuple[str, str]
"""A line of a bill: `charge` or `part`, and its code."""


def skill_names(uow: UnitOfWork) -> dict[str, Text]:
    """Return skill code → names."""
    rows = uow.session.execute(select(Skill.code, Skill.name_en, Skill.name_zh))
    return {code: Text(en, zh) for code, en, zh in rows}


def with_skill_names(uow: UnitOfWork, refusals: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return refusals in their JSON form; those that are about a skill also say what it is called."""
    told = [dict(one) for one in refusals]
    lacking = [one for one in told if one["code"] in OF_A_SKILL]
    known = skill_names(uow) if lacking else {}
    for one in lacking:
        if called := known.get(str(one["needs"])):
            one |= {"name_en": called.en, "name_zh": called.zh_cn}
    return told


def bill_names(uow: UnitOfWork, lines: Iterable[Line]) -> dict[Line, Text]:
    """Return the names that the registers have for lines of bills; what none has is left out."""
    wanted = set(lines)
    found: dict[Line, Text] = {}
    for what, register in ((CHARGE, ChargeKind), (PART, Part)):
        codes = sorted({code for kind, code in wanted if kind == what})
        found |= {(what, code): called for code, called in _called(uow, register, codes)}
    return found


def _called(
    uow: UnitOfWork, register: type[ChargeKind | Part], codes: Sequence[str]
) -> list[tuple[str, Text]]:
    if not codes:
        return []
    rows = uow.session.execute(
        select(register.code, register.name_en, register.name_zh).where(register.code.in_(codes))
    )
    return [(code, Text(en, zh)) for code, en, zh in rows]
