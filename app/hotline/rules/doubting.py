"""When a fault is none that a machine can have.  Pure."""

from __future__ import annotations

from collections.abc import Collection


def fits(kind: str, skill_code: str, skills: Collection[str]) -> bool:
    """Tell whether a machine of this kind can have a fault that needs this skill.

    Kinds are free words: only one that is the name of another skill says that it cannot.
    """
    said = kind.strip().casefold().replace(" ", "_")
    return said == skill_code or said not in skills
