"""What it costs to send scarce stars to work that needs fewer: an opportunity price for each grade.

The star above a minimum that a plan spends has a fixed price in `Weights.star`.  Where a snapshot asks for it
(`keep_stars`), the price of passing a grade rises with how much its engineers are needed: by open jobs that
ask for as many stars, and by requests expected within `AHEAD_S`, over the engineers who hold as many.
"""

from __future__ import annotations

import math
from typing import Final

from dispatch.model.demand import HOUR_S, Demand
from dispatch.model.problem import Problem

AHEAD_S: Final = HOUR_S
MOST: Final = 240
"""Seconds of driving that a grade costs at most, where as many jobs need it as engineers hold it."""

_GRADES: Final = range(2, 6)


def keeping_prices(problem: Problem) -> tuple[int, ...]:
    """Return for each grade from 0 to 5 what it costs to send an engineer of it, or above, below it.

    An engineer of five stars who goes to a job that needs three pays the prices of four and of five.
    """
    prices = [0, 0]
    for grade in _GRADES:
        held = sum(engineer.available and engineer.stars >= grade for engineer in problem.engineers)
        needed = sum(job.min_stars >= grade for job in problem.jobs) + _expected(problem, grade)
        prices.append(round(MOST * min(1.0, needed / held)) if held else 0)
    return tuple(prices)


def _expected(problem: Problem, grade: int) -> float:
    demand = problem.demand
    if demand is None:
        return 0.0
    hour, busy = demand.hour_of(problem.now_s), demand.busy(problem.now_s)
    return busy * math.fsum(
        one.per_hour[hour] * _share(demand, demand.shares if one.shares is None else one.shares, grade)
        for one in demand.districts
    )


def _share(demand: Demand, shares: tuple[float, ...], grade: int) -> float:
    total = math.fsum(shares)
    asked = math.fsum(
        share for kind, share in zip(demand.kinds, shares, strict=True) if kind.min_stars >= grade
    )
    return asked / total if total > 0 else 0.0
