"""What people's scores make of frozen facts: the total with its interval, and the stars.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.grading.rules.frozen import DECIMALS, Facts
from app.stars.rules.grade import LEAST_STARS
from app.stars.rules.grade_reasons import MOST_STARS, Circumstances, GradeBecause, short_of_five, vetoes
from app.stars.rules.rubric import FULL, BonusKind, Rubric, VetoKind
from app.stars.rules.rubric_data import parsed

SAME_WITHIN = 0.05
"""Points that are shown alike, to a tenth, are no departure."""


class GradeDoubt(StrEnum):
    """Why somebody is not graded, but provisional: his stars stay as they are."""

    PROBATION = "probation"
    LONG_ABSENT = "long_absent"


@dataclass(frozen=True, slots=True)
class GradeDecision:
    """What people decided; `stars` is None for whom is not graded."""

    total: float
    low: float
    high: float
    stars: int | None
    is_provisional: bool
    reasons: Sequence[GradeBecause]


def rubric_of(facts: Facts) -> Rubric:
    """Return the rubric by which was frozen."""
    return parsed(facts["rubric"])


def proposed(facts: Facts) -> dict[str, float]:
    """Return the proposed points of each side."""
    return {side: one["points"] for side, one in facts["sides"].items()}


def most(facts: Facts) -> dict[str, float]:
    """Return what each side counts for; 0 where nothing was measured."""
    return {side: one["of"] for side, one in facts["sides"].items()}


def departures(facts: Facts, scores: Mapping[str, float]) -> dict[str, float]:
    """Return by how much scores depart from the proposal, by side; those that do not are left out."""
    by = {side: points - proposed(facts)[side] for side, points in scores.items()}
    return {side: round(points, DECIMALS) for side, points in by.items() if abs(points) >= SAME_WITHIN}


def settled(facts: Facts, scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores of all sides: what was not touched, or to a tenth alike, is the proposal's own."""
    own, away = proposed(facts), departures(facts, scores)
    return {side: round(scores[side], DECIMALS) if side in away else points for side, points in own.items()}


def decided(
    facts: Facts,
    scores: Mapping[str, float],
    bonuses: Mapping[str, int],
    vetoed: Sequence[str],
    doubt: str | None,
) -> GradeDecision:
    """Return what scores, bonuses and vetoes come to; the interval moves with the total."""
    rubric = rubric_of(facts)
    around = Circumstances(
        visits=facts["visits"],
        quarters=facts["quarters"],
        bonuses={BonusKind(kind): count for kind, count in bonuses.items()},
        vetoes=[VetoKind(kind) for kind in vetoed],
    )
    bonus = sum(one.points * around.bonuses.get(one.kind, 0) for one in rubric.bonuses)
    away = sum(points - proposed(facts)[side] for side, points in scores.items())
    total = _within(facts["total"] + away + min(bonus, rubric.bonus_most) - facts["bonus"])
    moved = total - facts["total"]
    low, high = _within(facts["low"] + moved), _within(facts["high"] + moved)
    by_points = next((cut.stars for cut in rubric.cuts if total >= cut.points), LEAST_STARS)
    kept, against = short_of_five(rubric, around, by_points, low), vetoes(rubric, around)
    stars = min(by_points, MOST_STARS - 1) if kept else by_points
    stars = min([stars, *(veto.most_stars for veto in rubric.vetoes if veto.kind in around.vetoes)])
    return GradeDecision(
        *(total, low, high, None if doubt else stars),
        is_provisional=bool(doubt) or facts["is_provisional"],
        reasons=[*against, *kept],
    )


def _within(points: float) -> float:
    return round(min(max(points, 0.0), FULL), DECIMALS)
