"""Scores across teams side by side: the funnel around the mean, and who scores whom how.  Pure.

Funnel limits as in Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
Medicine 24 (2005): the mean of all, plus and minus 1.96 and 3.09 standard errors for the number of visits.
The error at one visit is the median of what the intervals of all say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median
from uuid import UUID

_Z80 = 1.2815515655446004
"""Half the width of an 80 % interval, in standard errors."""
LIMITS = (1.96, 3.09)


@dataclass(frozen=True, slots=True)
class Placed:
    """One person in the funnel; `scored_by` None before anybody scored."""

    name: str
    team: str
    visits: int
    proposed: float
    total: float
    low: float
    high: float
    scored_by: UUID | None
    scorer: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The mean of all, and the standard error of somebody with one visit."""

    mean: float
    error_at_one: float

    def limits(self, visits: int, times: float) -> tuple[float, float]:
        """Return where somebody with so many visits lies by chance alone."""
        by = times * self.error_at_one / sqrt(max(visits, 1))
        return max(self.mean - by, 0.0), min(self.mean + by, 100.0)

    def is_outside(self, one: Placed) -> bool:
        """Whether somebody lies outside of 95 of 100."""
        low, high = self.limits(one.visits, LIMITS[0])
        return not low <= one.total <= high


@dataclass(frozen=True, slots=True)
class Scorer:
    """How one person scores: the mean of his departures from the proposal, and of their size."""

    name: str
    people: int
    mean: float
    size: float


def funnel_of(people: Sequence[Placed]) -> Funnel | None:
    """Return the funnel of these people; None of nobody."""
    if not people:
        return None
    errors = [(one.high - one.low) / 2 / _Z80 * sqrt(max(one.visits, 1)) for one in people]
    return Funnel(fmean(one.total for one in people), median(errors))


def scorers_of(people: Sequence[Placed]) -> list[Scorer]:
    """Return how each person scores, the most generous first."""
    by: dict[UUID, list[Placed]] = {}
    for one in people:
        if one.scored_by is not None:
            by.setdefault(one.scored_by, []).append(one)
    found = []
    for scored in by.values():
        away = [one.total - one.proposed for one in scored]
        found.append(Scorer(scored[0].scorer, len(scored), fmean(away), fmean(map(abs, away))))
    return sorted(found, key=lambda one: (-one.mean, one.name))
