"""What is taken from a file as it stands, and should be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel import UnitOfWork
from app.registers.commands.import_doubts import doubtful_numbers
from app.registers.commands.import_shapes import NO_NUMBER, NO_POINT, RowError
from app.registers.reads.warnings import odd_place

PLACED = frozenset({"site", "depot"})
"""Registers whose rows have a place."""


def notes_of(kind: str, changed: Mapping[str, Any], ready: Mapping[str, Any]) -> list[str]:
    """What is taken as it stands, and will be missed one day."""
    notes = []
    if kind == "site" and changed.get("lat", 0) is None:
        notes.append(NO_POINT)
    if changed.get("phone_as_said") and not ready["phone_numbers"]:
        notes.append(NO_NUMBER)
    return notes


def odd(uow: UnitOfWork, kind: str, number: int, changed: Mapping[str, Any], target: Any) -> list[RowError]:
    """What is taken as it stands, and may be a mistake: a number, a place far from where it is said to be."""
    numbers = doubtful_numbers(number, changed)
    place = ("territory_id", "lat", "lon")
    if kind not in PLACED or not changed.keys() & set(place):
        return numbers
    said = (changed.get(name, getattr(target, name, None)) for name in place)
    return [*numbers, *(RowError(number, "lat", text) for text in odd_place(uow, *said))]
