"""A lower bound of the promises that any plan must break, by relaxation of set packing.

All routes whose stops are in time are listed, nothing is cut off, and only broken promises cost: however the
crew drives, no fewer are late than the relaxation says. Its Lagrangian dual, whose every value is a bound, is
climbed by a deflected subgradient (Camerini, Fratta and Maffioli, 1975) with Polyak's steps: as good as the
linear program to a tenth of a promise, and many times faster. It shares no code with the planner it judges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.benchmarks.listing import Routes, TooManyRoutes, routes_in_time
from dispatch.model.problem import Problem
from dispatch.model.tables import Floats, Ints

ROUNDING: Final = 1e-4
ROUNDS: Final = 1_500
DEFLECTION: Final = 0.7
STALLED: Final = 20  # rounds without progress after which steps become shorter
SHORTER: Final = 0.6
SHORTEST: Final = 1e-4
PROGRESS: Final = 1e-4


def fewest_late(problem: Problem, rounds: int = ROUNDS) -> int | None:
    """Summed priority that is late in every plan; None where there are too many routes to list."""
    priority = np.array([job.priority for job in problem.jobs], dtype=np.int64)
    try:
        routes = routes_in_time(problem)
    except TooManyRoutes:
        return None
    if not len(routes.stops):
        return int(priority.sum())
    return max(0, math.ceil(climb(routes, priority, rounds) - ROUNDING))


def climb(routes: Routes, priority: Ints, rounds: int = ROUNDS) -> float:
    """The best value of the Lagrangian dual that was found; every one is a lower bound."""
    # column by column, since that is how it is read hundreds of times
    stops = np.asfortranarray(routes.stops, dtype=np.int32)
    dual = _Dual(stops, routes.starts, routes.lengths, priority.astype(np.float64))
    price: Floats = dual.priority.copy()
    way: Floats = np.zeros(len(priority))
    best, best_price, upper = -math.inf, price, float(priority.sum())
    length, stalled = 1.0, 0
    for _ in range(rounds):
        value, missed = dual.value(price)
        stalled = 0 if value > best + PROGRESS * abs(value) else stalled + 1
        if value > best:
            best, best_price = value, price
        if stalled >= STALLED:
            length, stalled, price, way = length * SHORTER, 0, best_price, np.zeros(len(priority))
        if length < SHORTEST:
            break
        way = DEFLECTION * way + (1 - DEFLECTION) * missed
        step = length * (upper - value) / max(1.0, float((way**2).sum()))
        price = np.minimum(np.maximum(price + step * way, 0.0), dual.priority)
    return best


@dataclass(frozen=True)
class _Dual:
    """Routes in order of their engineers; `starts` is where each engineer's begin."""

    stops: npt.NDArray[np.int32]
    starts: Ints
    lengths: Ints
    priority: Floats

    def value(self, price: Floats) -> tuple[float, Floats]:
        """The bound at these prices, and by how much each job is served too little (or too often).

        Every engineer takes the dearest route; who has none worth a price stays.
        """
        padded = np.append(price, 0.0)
        worth = padded[self.stops[:, 0]]
        for depth in range(1, self.stops.shape[1]):
            worth = worth + padded[self.stops[:, depth]]
        dearest = np.maximum.reduceat(worth, self.starts)
        hits = np.nonzero(worth == np.repeat(dearest, self.lengths))[0]
        owners = np.searchsorted(self.starts, hits, side="right")
        _, firsts = np.unique(owners, return_index=True)
        served: Ints = np.bincount(self.stops[hits[firsts]].ravel() + 1, minlength=len(price) + 1)[1:]
        return float(price.sum() - dearest.sum()), (1 - served).astype(np.float64)
