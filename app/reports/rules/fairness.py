"""Whether a group of engineers drives longer or gets other work than the rest.  Pure.

The mean of a group is compared with that of all who are not in it.  Visits of one engineer resemble each
other, so the error of a mean is taken over engineers (cluster-robust: Liang and Zeger 1986): an engineer with
many visits is one engineer.  A group stands out where the difference is beyond 2.58 errors, one time in a
hundred by chance alone, since several groups are looked at.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

BEYOND = 2.58
FEWEST_ENGINEERS = 2
"""Of one engineer nobody can say what is his group's."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its error; None where there are too few engineers to say."""

    value: float
    error: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A group's mean and by how much it differs from the others'; `apart` is 1 above, -1 below, 0 as they."""

    mean: float
    difference: float | None
    apart: int


def compared(figures: Mapping[Key, Sequence[tuple[Hashable, float]]]) -> dict[Key, Compared]:
    """Compare each group's (engineer, figure) with those of all other groups."""
    found: dict[Key, Compared] = {}
    for key, own in figures.items():
        if not own:
            continue
        mine = mean_of(own)
        others = [one for other, told in figures.items() if other != key for one in told]
        if not others:
            found[key] = Compared(mine.value, None, 0)
            continue
        theirs = mean_of(others)
        found[key] = Compared(mine.value, mine.value - theirs.value, _apart(mine, theirs))
    return found


def _apart(mine: Mean, theirs: Mean) -> int:
    if mine.error is None or theirs.error is None:
        return 0
    difference, error = mine.value - theirs.value, math.hypot(mine.error, theirs.error)
    if abs(difference) <= BEYOND * error or difference == 0:
        return 0
    return 1 if difference > 0 else -1


def mean_of(told: Iterable[tuple[Hashable, float]]) -> Mean:
    """Return the mean of (engineer, figure) with an error over engineers."""
    by: dict[Hashable, list[float]] = defaultdict(list)
    for who, figure in told:
        by[who].append(figure)
    n = sum(map(len, by.values()))
    mean = math.fsum(one for own in by.values() for one in own) / n
    if len(by) < FEWEST_ENGINEERS:
        return Mean(mean, None)
    squares = math.fsum(math.fsum(one - mean for one in own) ** 2 for own in by.values())
    return Mean(mean, math.sqrt(squares * len(by) / (len(by) - 1)) / n)
