"""Packings of a pool by dives: let the prices settle, fix what is taken nearly always, and again.

After Caprara, Fischetti and Toth (1999), who pack thousands of rows within a percent of the best: columns
that the relaxation leans to are fixed a few at a time and the prices of what is left follow; in the end those
who fall shortest of their best are freed and dived for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Bools, Floats, Ints
from dispatch.solve.pool import Pool

STEPS: Final = 30  # of the prices between two fixings
STEP: Final = 0.02  # of what a typical job is worth
SHARE: Final = 0.04  # of the engineers left that are fixed at once,
LEAST: Final = 5  # but so many at least,
DECIDED: Final = 0.95  # and all whose column is taken so often
FREED: Final = (0.1, 0.5)  # share of the engineers that a refinement dives for again, drawn in between
SMOOTH: Final = 0.05  # of a typical worth: so that those who lose nothing are freed at times, too


@dataclass(frozen=True)
class Dive:
    """A packing to begin with (indices of columns, none at first) and a seed for whom to free in it."""

    chosen: Ints
    seed: int


@dataclass(frozen=True)
class Diver:
    """Packs one pool."""

    pool: Pool

    def worth(self, chosen: Ints) -> int:
        """What a packing is worth."""
        return round(float(self.pool.worth[chosen].sum()))

    def dive(self, task: Dive, budget: Budget) -> Ints:
        """A packing, the given one if it is not bettered; whatever time allows."""
        kept = self._kept(task) if len(task.chosen) else task.chosen
        found = self._filled(self._dived(kept, budget))
        return found if self.worth(found) > self.worth(task.chosen) else task.chosen

    def _kept(self, task: Dive) -> Ints:
        """The packing without those who lose most against their best at the prices, by lot."""
        pool, rng = self.pool, np.random.default_rng(task.seed)
        everything = pool.market(np.arange(len(pool.columns)))
        loss, excess = everything.most(pool.price), everything.excess(pool.price)
        loss[pool.columns.engineer[task.chosen]] -= excess[task.chosen]
        typical = float(np.median(pool.scale)) or 1.0
        lot = (loss / typical + SMOOTH) * rng.exponential(size=pool.engineers)
        freed = np.argsort(-lot, kind="stable")[: round(rng.uniform(*FREED) * pool.engineers)]
        return task.chosen[~np.isin(pool.columns.engineer[task.chosen], freed)]

    def _dived(self, kept: Ints, budget: Budget) -> Ints:
        pool, chosen = self.pool, kept
        price, steps = pool.price, np.full(STEPS, STEP)
        some = np.nonzero(self._free(chosen))[0]
        while len(some) and budget.left_s > 0:
            walk = pool.market(some).walk(np.where(self._open(chosen), price, 0.0), pool.scale, steps)
            price = walk.best
            fixed = self._fixed(some, walk.share)
            if not len(fixed):
                break
            chosen = np.concatenate([chosen, fixed])
            some = some[self._free(chosen)[some]]
        return chosen

    def _fixed(self, some: Ints, share: Floats) -> Ints:
        """The columns taken most often, one an engineer and job."""
        order = np.argsort(-share, kind="stable")
        order = order[share[order] > 0]
        engineer, stops = self.pool.columns.engineer[some[order]], self.pool.columns.stops[some[order]]
        count = max(LEAST, round(SHARE * len(np.unique(engineer))))
        fixed, busy, used = list[int](), set[int](), set[int]()
        for n, who, jobs in zip(order.tolist(), engineer.tolist(), stops.tolist(), strict=True):
            if len(fixed) >= count and share[n] < DECIDED:
                break
            if who not in busy and used.isdisjoint(jobs):
                busy.add(who)
                used.update(job for job in jobs if job != NONE)
                fixed.append(n)
        return some[np.array(fixed, dtype=np.int64)]

    def _filled(self, chosen: Ints) -> Ints:
        """The packing with all that still fits, most worth first."""
        some = np.nonzero(self._free(chosen))[0]
        more = self._fixed(some, self.pool.worth[some]) if len(some) else some
        return np.sort(np.concatenate([chosen, more]))

    def _open(self, chosen: Ints) -> Bools:
        """Jobs in none of the chosen columns."""
        jobs = np.ones(len(self.pool.scale) + 1, dtype=bool)
        jobs[self.pool.columns.stops[chosen]] = False
        return jobs[:-1]

    def _free(self, chosen: Ints) -> Bools:
        """Columns whose engineer and jobs are in none of the chosen ones."""
        idle = np.ones(self.pool.engineers, dtype=bool)
        idle[self.pool.columns.engineer[chosen]] = False
        open_jobs = np.append(self._open(chosen), True)
        free: Bools = idle[self.pool.columns.engineer] & open_jobs[self.pool.columns.stops].all(axis=1)
        return free
