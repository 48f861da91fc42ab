"""What engineers would choose at given prices of jobs: the oracle of every Lagrangian method here.

Each engineer takes the column of most worth beyond the prices of its jobs. A job that several take ought to
be dearer, one that nobody takes cheaper (Held and Karp, 1971); how often each column is taken on average
tends to a solution of the linear relaxation (Barahona and Anbil, 2000).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.tables import NONE, Floats, Ints
from dispatch.solve.columns import Columns
from dispatch.solve.subgradient import Ascent

MOMENTUM: Final = 0.8
MEMORY: Final = 0.03  # what one choice counts in the average


@dataclass(frozen=True)
class Walk:
    """Where a walk of prices led: the last prices, those of the least bound, and how often each is taken."""

    last: Floats
    best: Floats
    share: Floats


class Market:
    """Columns in order of engineers, so that each engineer's best is one pass (`reduceat`)."""

    def __init__(self, columns: Columns, worth: Ints | Floats, engineers: int, jobs: int) -> None:
        self.engineers, self.jobs = engineers, jobs
        self._order = np.argsort(columns.engineer, kind="stable")
        self._stops = [np.ascontiguousarray(stops) for stops in columns.stops[self._order].T]
        self._worth = worth[self._order].astype(np.float64)
        self._crew, self._begin, size = np.unique(
            columns.engineer[self._order], return_index=True, return_counts=True
        )
        self._whose = np.repeat(np.arange(len(self._crew)), size)

    def excess(self, price: Floats) -> Floats:
        """Worth of each column beyond the prices of its jobs."""
        back = np.empty(len(self._order))
        back[self._order] = self._excess(price)
        return back

    def most(self, price: Floats) -> Floats:
        """Each engineer's best excess; doing nothing is worth 0."""
        most = np.zeros(self.engineers)
        if len(self._crew):
            most[self._crew] = np.maximum(0.0, np.maximum.reduceat(self._excess(price), self._begin))
        return most

    def choose(self, price: Floats) -> tuple[float, Ints]:
        """The most that any packing can be worth as these prices tell, and the column each engineer takes.

        The first of equals is taken, and none that is worth nothing.
        """
        if not len(self._crew):
            return float(price.sum()), np.zeros(0, dtype=np.int64)
        excess = self._excess(price)
        most = np.maximum.reduceat(excess, self._begin)
        hits = np.nonzero(excess >= most[self._whose])[0]
        whose = self._whose[hits]
        first = np.append(True, whose[1:] != whose[:-1])
        taken = hits[first & (excess[hits] > 0)]
        return float(price.sum() + np.maximum(0.0, most).sum()), taken

    def served(self, taken: Ints) -> Floats:
        """How often each job is in what `choose` tells."""
        count = np.zeros(self.jobs)
        for stops in self._stops:
            mine = stops[taken]
            count += np.bincount(mine[mine != NONE], minlength=self.jobs)
        return count

    def walk(self, price: Floats, scale: Floats, steps: Iterable[float]) -> Walk:
        """Follow the subgradient with momentum, each step in parts of what a typical job is worth.

        `scale` is what each job is worth, beyond which no price goes.
        """
        ascent, share = Ascent(price, MOMENTUM), np.zeros(len(self._order))
        unit = typical(scale)
        for n, step in enumerate(steps):
            bound, taken = self.choose(ascent.price)
            ascent.note(bound)
            weight = max(MEMORY, 1 / (n + 1))
            share *= 1 - weight
            share[taken] += weight
            ascent.follow(ascent.pull(self.served(taken)), step * unit, scale)
        back = np.empty_like(share)
        back[self._order] = share
        return Walk(ascent.price, ascent.best, back)

    def _excess(self, price: Floats) -> Floats:
        return beyond_prices(self._worth, self._stops, price)


def beyond_prices(worth: Floats, stops: Iterable[Ints], price: Floats) -> Floats:
    """What columns (c,) are worth beyond the prices of their jobs, `stops` being (c,) for each position."""
    priced = np.append(price, 0.0)  # index -1, the padding, is free
    left = worth.copy()
    for jobs in stops:
        left -= priced[jobs]
    return left


def typical(scale: Floats) -> float:
    """What a typical job is worth, of those that are worth anything."""
    return float(np.median(scale[scale > 0])) if (scale > 0).any() else 1.0
