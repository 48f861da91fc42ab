"""The versions of checklists for the office: which there are, which is in force, and what a draft lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.checklist_templates.hooks import USED_BY
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from app.registers.tables import FaultType, Skill
from checklists import TemplateError, faults
from checklists.template import EVERY_VISIT

MOST_COUNTED = 1000


@dataclass(slots=True)
class Checklist:
    """One checklist in all its versions, newest first; `visits` counts those of each id, up to a limit."""

    key: str
    versions: list[ChecklistVersion] = field(default_factory=list)
    visits: dict[UUID, int] = field(default_factory=dict)

    @property
    def in_force(self) -> ChecklistVersion | None:
        """The version that new visits work through; None while there is a draft alone."""
        return next((one for one in self.versions if one.state == VersionState.PUBLISHED), None)

    @property
    def draft(self) -> ChecklistVersion | None:
        """The draft, where there is one."""
        return next((one for one in self.versions if one.state == VersionState.DRAFT), None)

    @property
    def title(self) -> Mapping[str, Any]:
        """Its name in both languages."""
        shown = self.in_force or self.versions[0]
        title: Mapping[str, Any] = shown.content.get("title") or {}
        return title

    @property
    def order(self) -> tuple[Any, str]:
        """Its place among the others, as a visit has them."""
        place = (self.in_force or self.versions[0]).content.get("order")
        return (place if isinstance(place, int) else 0, self.key)


def checklists(uow: UnitOfWork) -> list[Checklist]:
    """Return all checklists, in the order in which a visit works through them."""
    found: dict[str, Checklist] = {}
    newest_first = select(ChecklistVersion).order_by(ChecklistVersion.key, ChecklistVersion.number.desc())
    for row in uow.session.scalars(newest_first):
        found.setdefault(row.key, Checklist(row.key)).versions.append(row)
    return sorted(found.values(), key=lambda one: one.order)


def checklist(uow: UnitOfWork, key: str) -> Checklist:
    """Return one with all its versions, and how many visits work through each."""
    rows = (
        select(ChecklistVersion).where(ChecklistVersion.key == key).order_by(ChecklistVersion.number.desc())
    )
    versions = list(uow.session.scalars(rows))
    return Checklist(key, versions, {row.id: count_visits(uow, row) for row in versions})


def count_visits(uow: UnitOfWork, row: ChecklistVersion) -> int:
    """Count the visits of a version, up to `MOST_COUNTED` and one."""
    some = visits_of(row).order_by(None).limit(MOST_COUNTED + 1).subquery()
    return uow.session.scalar(select(func.count()).select_from(some)) or 0


def visits_of(row: ChecklistVersion) -> Select[Any]:
    """Return the query of the visits that work through a version, newest first."""
    (asked,) = USED_BY
    return asked(row.key, row.number)


def listing(wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of the versions, by key and with the newest first."""
    query = select(ChecklistVersion)
    if "key" in wanted:
        query = query.where(ChecklistVersion.key == wanted["key"])
    if "state" in wanted:
        query = query.where(ChecklistVersion.state == wanted["state"])
    return query.order_by(ChecklistVersion.key, ChecklistVersion.number.desc())


def faults_of(row: ChecklistVersion) -> list[TemplateError]:
    """Return all that keeps a draft from being published."""
    return [] if row.state == VersionState.PUBLISHED else faults(row.content)


def by_path(found: Sequence[TemplateError]) -> dict[str, list[TemplateError]]:
    """Return faults by the path of their field."""
    placed: dict[str, list[TemplateError]] = defaultdict(list)
    for one in found:
        placed[one.path].append(one)
    return placed


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a checklist can be for, with their names, and those of a version that nobody knows."""

    known: Sequence[tuple[str, str, str]]
    unknown: Sequence[str]

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """The English and the Chinese name of each code."""
        return {code: (en, zh) for code, en, zh in self.known}


def codes_for(uow: UnitOfWork, content: Mapping[str, Any]) -> Codes:
    """Return the skills and faults that there are, and which codes of a content are none of them."""
    known: list[tuple[str, str, str]] = []
    for table in (Skill, FaultType):
        rows = select(table.code, table.name_en, table.name_zh).order_by(table.code)
        known += [(code, en, zh) for code, en, zh in uow.session.execute(rows)]
    codes = {code for code, _, _ in known}
    # A code may also stand for all below it: `printer` for `printer.paper_jam`.
    codes |= {".".join(code.split(".")[:n]) for code in codes for n in range(1, code.count(".") + 1)}
    said = [code for code in content.get("applies_to") or () if isinstance(code, str)]
    return Codes(known, [code for code in said if code not in codes and code != EVERY_VISIT])
