"""A grade with its reasons: points of all lines, stars, what keeps from more, and what would raise it.  Pure.

Lines without data, or with fewer cases than the rubric asks, are left out and the rest is stretched to 100.
The intervals of the lines go on into the total as errors of measures taken separately do: the distances to
either end are added in squares.  Where a person's lines err together the true interval is somewhat wider; the
sum of all distances would be far too wide, since no person is at the bad end of everything at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from app.stars.rules.grade_reasons import (
    MOST_STARS,
    Circumstances,
    GradeBecause,
    GradeWhy,
    doubts_of,
    short_of_five,
    suspension_of,
    vetoes,
)
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.points import LinePoints, evaluated, is_enough, is_reached, value_for
from app.stars.rules.rubric import FULL, Rubric, Side

DECIMALS = 6
LEAST_STARS = 1


@dataclass(frozen=True, slots=True)
class Raising:
    """What a line could still bring.

    gain: points of the 100 up to its target.  to: the value that reaches the next star, where this line alone
    is `enough` for it; else the target.
    """

    measure: str
    gain: float
    to: float
    enough: bool


_NOTHING_ELSE = Circumstances()


@dataclass(frozen=True, slots=True)
class Grade:
    """What is proposed.  A person decides.

    weight: of the lines with data, before they are stretched.  total, low, high: of 100, bonus included.
    stars: None where nothing was measured.  missing: points to the next star; None where there is none.
    """

    lines: Sequence[LinePoints]
    weight: float
    bonus: float
    total: float
    low: float
    high: float
    stars: int | None
    is_provisional: bool
    missing: float | None
    reasons: Sequence[GradeBecause]
    raising: Sequence[Raising]

    @property
    def left_out(self) -> Sequence[LinePoints]:
        """The lines without data."""
        return [one for one in self.lines if one.measured is None]

    def side(self, side: Side) -> tuple[float, float]:
        """Return the points of a side, and what it counts for; of the 100."""
        mine = [one for one in self.lines if one.line.side is side]
        return sum(one.scaled for one in mine), sum(one.counts_for for one in mine)


def grade(
    rubric: Rubric,
    figures: Mapping[Measure, Measured] | Mapping[str, Measured],
    around: Circumstances = _NOTHING_ELSE,
) -> Grade:
    """Grade what was measured."""
    known: dict[str, Measured] = dict(figures.items())
    weight = sum(line.weight for line in rubric.lines if is_enough(line, known.get(line.measure)))
    scale = FULL / weight if weight else 0.0
    lines = [evaluated(line, known.get(line.measure), scale) for line in rubric.lines]
    bonus = _bonus(rubric, around)
    plain = sum(one.scaled for one in lines)
    down = hypot(*((one.points - one.low) * one.scale for one in lines if one.measured))
    up = hypot(*((one.high - one.points) * one.scale for one in lines if one.measured))
    total, low, high = (_within(plain + by + bonus) for by in (0.0, -down, up))
    by_points = _stars(rubric, total)
    reasons = [*vetoes(rubric, around), *short_of_five(rubric, around, by_points, low)]
    stars = _limited(rubric, around, by_points, reasons) if weight else None
    doubts = doubts_of(rubric, around, weight)
    missing = _missing(rubric, stars, total)
    return Grade(
        lines=lines,
        weight=weight,
        bonus=bonus,
        total=total,
        low=low,
        high=high,
        stars=stars,
        is_provisional=bool(doubts),
        missing=missing,
        reasons=[*reasons, *doubts, *suspension_of(rubric, around)],
        raising=_raising(lines, missing),
    )


def over_the_cap(rubric: Rubric, grades: Mapping[str, Grade]) -> Sequence[str]:
    """Return who holds five stars beyond the share that may, the fewest points first; none while it is off.

    Nobody loses a star by this: it tells calibration whom to look at.
    """
    if rubric.cap is None:
        return []
    five = sorted((one.total, key) for key, one in grades.items() if one.stars == MOST_STARS)
    beyond = len(five) - int(rubric.cap * len(grades) + 10**-DECIMALS)
    return [key for _, key in five[: max(beyond, 0)]]


def _within(points: float) -> float:
    return round(min(max(points, 0.0), FULL), DECIMALS)


def _bonus(rubric: Rubric, around: Circumstances) -> float:
    earned = sum(one.points * around.bonuses.get(one.kind, 0) for one in rubric.bonuses)
    return min(earned, rubric.bonus_most)


def _stars(rubric: Rubric, total: float) -> int:
    return next((cut.stars for cut in rubric.cuts if total >= cut.points), LEAST_STARS)


def _limited(rubric: Rubric, around: Circumstances, by_points: int, reasons: Sequence[GradeBecause]) -> int:
    kept_from_five = any(one.why is not GradeWhy.VETOED for one in reasons)
    stars = min(by_points, MOST_STARS - 1) if kept_from_five else by_points
    return min([stars, *(veto.most_stars for veto in rubric.vetoes if veto.kind in around.vetoes)])


def _missing(rubric: Rubric, stars: int | None, total: float) -> float | None:
    """Return the points to the next star; 0 where only a condition or a veto keeps from it."""
    if stars is None:
        return None
    above = [cut.points for cut in rubric.cuts if cut.stars == stars + 1]
    return round(max(above[0] - total, 0.0), DECIMALS) if above else None


def _raising(lines: Sequence[LinePoints], missing: float | None) -> Sequence[Raising]:
    """Return what each line could still bring, the most first.

    Who reaches a value as it is would be told to do what he does: his figure lies below for want of cases.
    """
    found = []
    for one in lines:
        gain = round(one.lost, DECIMALS)
        if one.measured is None or gain <= 0:
            continue
        enough = missing is not None and 0 < missing <= gain
        wanted = one.points + missing / one.scale if enough and missing else one.line.weight
        to = value_for(one.line, wanted)
        if not is_reached(one.line, one.measured, to):
            found.append(Raising(one.line.measure, gain, to, enough))
    return sorted(found, key=lambda one: (-one.gain, one.measure))
