"""What the named engineers of a customer, a site and a machine come to for one visit.  Pure.

The nearest place that names anybody as preferred or required decides: the machine before the site before the
customer.  Whoever is excluded anywhere is excluded.  Where somebody is required there, preference at that
place says nothing; where all who are required are excluded as well, nobody may go until a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from uuid import UUID

from app.registers.tables import NamedAs
from dispatch.model.phrases import Language

EXCLUDED, OTHER, AWAY = "named_excluded", "named_other", "named_away"
"""Why an engineer is not sent: the register excludes him, or it requires somebody else; and that whom it
requires is not on duty."""


class Level(IntEnum):
    """Where an engineer is named; the nearer to the machine, the more particular."""

    CUSTOMER = 0
    SITE = 1
    ASSET = 2


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """One entry of the register that is in force; `name` is the engineer's."""

    id: UUID
    engineer_id: UUID
    name: str
    kind: str
    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """Who is preferred, who alone may go (empty: anybody), and who may not, by the entries that say so."""

    preferred: Mapping[UUID, NamedEntry] = field(default_factory=dict)
    required: Mapping[UUID, NamedEntry] = field(default_factory=dict)
    excluded: Mapping[UUID, NamedEntry] = field(default_factory=dict)

    def against(self, engineer_id: UUID) -> dict[str, Any] | None:
        """Return the refusal of an engineer, which names the entry; None where nothing is against him."""
        if (entry := self.excluded.get(engineer_id)) is not None:
            return _refusal(engineer_id, EXCLUDED, entry, entry.reason)
        if not self.required or engineer_id in self.required:
            return None
        entries = sorted(self.required.values(), key=lambda one: (one.name, one.id))
        return _refusal(engineer_id, OTHER, entries[0], ", ".join(one.name for one in entries))

    def kept_off(self, engineer_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return those of these engineers who are not sent, each with his refusal."""
        told = ((key, self.against(key)) for key in engineer_ids)
        return {key: refusal for key, refusal in told if refusal is not None}


NOBODY_NAMED = Named()


def named(entries: Iterable[NamedEntry]) -> Named:
    """Return what the entries of one visit's customer, site and machine come to."""
    all_of = sorted(entries, key=lambda one: (-one.level, one.id))
    excluded: dict[UUID, NamedEntry] = {}
    for one in all_of:
        if one.kind == NamedAs.EXCLUDED:
            excluded.setdefault(one.engineer_id, one)
    wanted = [one for one in all_of if one.kind != NamedAs.EXCLUDED]
    nearest = [one for one in wanted if one.level == wanted[0].level]
    required = {one.engineer_id: one for one in nearest if one.kind == NamedAs.REQUIRED}
    preferred = {} if required else {one.engineer_id: one for one in nearest}
    return Named({key: one for key, one in preferred.items() if key not in excluded}, required, excluded)


_SAID: Mapping[Language, Mapping[str, str]] = {
    "en": {
        NamedAs.PREFERRED: "The register of named engineers prefers {name} here: {reason}.",
        NamedAs.REQUIRED: "The register of named engineers requires {name} here: {reason}.",
        NamedAs.EXCLUDED: "The register of named engineers excludes {name} here: {reason}.",
    },
    "zh-CN": {
        NamedAs.PREFERRED: "指定工程师登记：此处优先派 {name}（{reason}）。",
        NamedAs.REQUIRED: "指定工程师登记：此处必须派 {name}（{reason}）。",
        NamedAs.EXCLUDED: "指定工程师登记：此处不派 {name}（{reason}）。",
    },
}


def say_named(entry: NamedEntry, language: Language) -> str:
    """Say beside the engine's reasons what an entry of the register is."""
    return _SAID[language][entry.kind].format(name=entry.name, reason=entry.reason.rstrip(".。"))


def required_away(entry: NamedEntry) -> dict[str, Any]:
    """Return the reason that whom an entry requires is not on duty, without saying whom it is against."""
    return {"code": AWAY, "has": entry.level.name.lower(), "needs": entry.name, "entry": str(entry.id)}


def _refusal(engineer_id: UUID, code: str, entry: NamedEntry, needs: str) -> dict[str, Any]:
    return {
        "engineer": str(engineer_id),
        "code": code,
        "has": entry.level.name.lower(),
        "needs": needs,
        "entry": str(entry.id),
    }
