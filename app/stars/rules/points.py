"""The points of one line: a piecewise line on the adjusted, shrunk value.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.stars.rules.measured import Measured
from app.stars.rules.rubric import Direction, RubricLine


@dataclass(frozen=True, slots=True)
class LinePoints:
    """What one line came to, in points of its `weight`; `measured` is None where there was no data.

    `low` and `high` are the points at the worse and at the better end of the interval.  `counts_for` is what
    the line weighs of 100 once lines without data are left out.  `few`: how many cases there were where
    they are too few to be data.
    """

    line: RubricLine
    measured: Measured | None
    points: float
    low: float
    high: float
    counts_for: float
    few: int | None = None

    @property
    def scale(self) -> float:
        """By how much the line's points are stretched."""
        return self.counts_for / self.line.weight

    @property
    def scaled(self) -> float:
        """The points of the 100."""
        return self.points * self.scale

    @property
    def lost(self) -> float:
        """What it cost of the 100."""
        return self.counts_for - self.scaled


def points_at(line: RubricLine, value: float) -> float:
    """Return the points of a value, from 0 to the line's weight."""
    if line.each:
        return min(max(line.weight - line.each * value, 0.0), line.weight)
    share = (value - line.floor) / (line.target - line.floor)
    return line.weight * min(max(share, 0.0), 1.0)


def value_for(line: RubricLine, points: float) -> float:
    """Return the value that just earns so many points of the weight."""
    if line.each:
        return (line.weight - points) / line.each
    return line.floor + (line.target - line.floor) * points / line.weight


def is_enough(line: RubricLine, measured: Measured | None) -> bool:
    """Whether there are as many cases as the line needs."""
    return measured is not None and measured.tells and (bool(line.each) or measured.cases >= line.cases)


def is_reached(line: RubricLine, measured: Measured, value: float) -> bool:
    """Whether the figure as it is reaches a value already; only more cases bring the adjusted one there."""
    if measured.raw is None:
        return False
    return measured.raw >= value if line.direction is Direction.HIGHER else measured.raw <= value


def evaluated(line: RubricLine, measured: Measured | None, scale: float) -> LinePoints:
    """Return what a line comes to; `scale` stretches the weights of the lines that have data."""
    if measured is None or not is_enough(line, measured):
        return LinePoints(line, None, 0.0, 0.0, 0.0, 0.0, measured.cases if measured else None)
    at_low, at_high = points_at(line, measured.low), points_at(line, measured.high)
    if line.direction is Direction.LOWER:
        at_low, at_high = at_high, at_low
    return LinePoints(line, measured, points_at(line, measured.value), at_low, at_high, line.weight * scale)
