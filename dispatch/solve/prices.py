"""Prices of jobs by Lagrangian relaxation: a bound on any packing, and which columns are worth a look.

Each engineer takes the column of most worth beyond the prices of its jobs; a job that several take becomes
dearer, one that nobody takes cheaper (subgradient ascent with momentum; Held and Karp 1971, Polyak 1969).
Every step is a handful of numpy passes over the columns, so this finds near-optimal prices long before a
simplex would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.model.budget import Budget
from dispatch.model.tables import Floats, Ints
from dispatch.solve.columns import Columns
from dispatch.solve.market import Market
from dispatch.solve.subgradient import Ascent

STEPS: Final = 80
FIRST_STEP: Final = 0.25  # of a job's own worth
LAST_STEP: Final = 0.01
MOMENTUM: Final = 0.7


@dataclass(frozen=True)
class Prices:
    """`jobs` are prices (m,), `excess` is each column's worth beyond them, `most` the best of each engineer.

    `bound` is the most that any packing can be worth.
    """

    jobs: Floats
    excess: Floats
    most: Floats
    bound: float

    def near(self, columns: Columns, margin: float) -> Ints:
        """Indices of columns within `margin` of their engineer's best."""
        close: Ints = np.nonzero(self.excess >= self.most[columns.engineer] - margin)[0]
        return close


def find_prices(
    columns: Columns,
    worth: Ints,
    engineers: int,
    job_worth: Ints,
    budget: Budget,
    start: Floats | None = None,
) -> Prices:
    """Prices for columns of the given worth (to be maximised); `job_worth` scales the steps of each job.

    From `start`, prices that are nearly right already, the steps are small. Whenever time is
    up, the best prices so far are the answer.
    """
    market = Market(columns, worth, engineers, len(job_worth))
    scale = np.maximum(job_worth, 0).astype(np.float64)
    ascent = Ascent(scale / 2 if start is None else np.maximum(0.0, start), MOMENTUM)
    first_step = FIRST_STEP if start is None else LAST_STEP
    for n in range(STEPS):
        bound, taken = market.choose(ascent.price)
        ascent.note(bound)
        pull = ascent.pull(market.served(taken))
        if not pull.any() or budget.left_s <= 0:
            break
        step = first_step * (LAST_STEP / FIRST_STEP) ** (n / (STEPS - 1))
        ascent.follow(pull, step * scale)
    best = ascent.best
    return Prices(best, market.excess(best), market.most(best), ascent.least)
