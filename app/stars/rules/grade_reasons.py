"""Why a grade is what it is: vetoes, what keeps from five stars, what makes it provisional.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.stars.rules.rubric import BonusKind, Rubric, VetoKind

MOST_STARS = 5


class GradeWhy(StrEnum):
    """What a reason says."""

    VETOED = "vetoed"
    FEW_VISITS = "few_visits"
    NO_QUARTERS = "no_quarters"
    WEAK_QUARTER = "weak_quarter"
    WIDE_INTERVAL = "wide_interval"
    LITTLE_WEIGHT = "little_weight"
    ON_PROBATION = "on_probation"
    LONG_ABSENT = "long_absent"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class GradeBecause:
    """Why a grade is what it is: the `actual` figure against the `wanted` one; `what` names the veto."""

    why: GradeWhy
    actual: float | None = None
    wanted: float | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a grade depends on besides the figures.

    quarters: the points of each quarter that was measured, the oldest first.
    """

    visits: int = 0
    quarters: Sequence[float] = ()
    bonuses: Mapping[BonusKind, int] = field(default_factory=dict)
    vetoes: Sequence[VetoKind] = ()
    on_probation: bool = False
    long_absent: bool = False


def vetoes(rubric: Rubric, around: Circumstances) -> list[GradeBecause]:
    """Return the vetoes that hold."""
    return [
        GradeBecause(GradeWhy.VETOED, wanted=veto.most_stars, what=veto.kind)
        for veto in rubric.vetoes
        if veto.kind in around.vetoes
    ]


def short_of_five(rubric: Rubric, around: Circumstances, by_points: int, low: float) -> list[GradeBecause]:
    """Return what keeps from five stars somebody who has the points for them."""
    if by_points < MOST_STARS:
        return []
    needs, found = rubric.five_stars, []
    if around.visits < needs.visits:
        found.append(GradeBecause(GradeWhy.FEW_VISITS, around.visits, needs.visits))
    if needs.quarter and not around.quarters:
        found.append(GradeBecause(GradeWhy.NO_QUARTERS, wanted=needs.quarter))
    elif needs.quarter and min(around.quarters) < needs.quarter:
        found.append(GradeBecause(GradeWhy.WEAK_QUARTER, min(around.quarters), needs.quarter))
    if low < needs.low:
        found.append(GradeBecause(GradeWhy.WIDE_INTERVAL, low, needs.low))
    return found


def doubts_of(rubric: Rubric, around: Circumstances, weight: float) -> list[GradeBecause]:
    """Return why a grade is provisional."""
    found = []
    if weight < rubric.provisional_below:
        found.append(GradeBecause(GradeWhy.LITTLE_WEIGHT, weight, rubric.provisional_below))
    if around.on_probation:
        found.append(GradeBecause(GradeWhy.ON_PROBATION))
    if around.long_absent:
        found.append(GradeBecause(GradeWhy.LONG_ABSENT))
    return found


def suspension_of(rubric: Rubric, around: Circumstances) -> list[GradeBecause]:
    """Return the proposal of a suspension, where the last quarters ask for one."""
    rule = rubric.suspension
    if rule is None or len(around.quarters) < rule.quarters:
        return []
    last = around.quarters[-rule.quarters :]
    return [GradeBecause(GradeWhy.SUSPENSION, max(last), rule.below)] if max(last) < rule.below else []
