"""What a provider declares of itself, and what of that counts for a grade.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.stars.rules.rubric import ProviderMeasure

DECLARED = (
    ProviderMeasure.HOURS_COVERED,
    ProviderMeasure.PARTS_AT_HAND,
    ProviderMeasure.HOTLINE_ANSWERED,
)
"""What no other record shows; how many of its staff are certified is read from their certificates."""

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"
OUTCOMES = (WAITING, CONFIRMED, REFUSED)
HOLDS_DAYS = 366
"""A confirmed record tells about so many days after the one that it was declared for."""


@dataclass(frozen=True, slots=True)
class Ability:
    """A confirmed record."""

    measure: str
    percent: int
    declared_on: date


def abilities_on(records: Iterable[Ability], day: date) -> dict[str, float]:
    """Return the newest share of each measure that is known on a day; older ones than a year tell nothing."""
    found: dict[str, Ability] = {}
    for one in sorted(records, key=lambda one: one.declared_on):
        if 0 <= (day - one.declared_on).days <= HOLDS_DAYS:
            found[one.measure] = one
    return {measure: one.percent / 100 for measure, one in found.items()}
