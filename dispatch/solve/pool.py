"""The columns of a whole large crew, and prices of jobs at which few of them are worth a look.

Nothing is cut off at a border of groups. The prices are found on each engineer's best columns as they stand,
looked for anew among all whenever the prices have moved (pricing as in column generation, without a simplex).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Floats, Ints
from dispatch.solve.columns import Columns
from dispatch.solve.market import Market, beyond_prices, typical

SCANS: Final = 10  # of all columns
STEPS: Final = 25  # of the prices after each
ACTIVE: Final = 100  # columns of each engineer that the prices are found on
FIRST_STEP: Final = 0.2  # of what a typical job is worth
LAST_STEP: Final = 0.01
NEAR: Final = 60  # columns of each engineer that are kept
MARGIN: Final = 0.2  # of what a typical job is worth: those further from the best are not


@dataclass(frozen=True)
class Pool:
    """Columns in order of engineers with what they are worth, and prices of jobs (m,) near the best.

    `scale` is what being in time at each job is worth.
    """

    columns: Columns
    worth: Floats
    engineers: int
    price: Floats
    scale: Floats

    def market(self, some: Ints) -> Market:
        """The engineers' choice among some of the columns."""
        return Market(self.columns.only(some), self.worth[some], self.engineers, len(self.scale))


def joined(parts: list[Columns]) -> Columns:
    """The columns of all parts in order of engineers; complete if each part is, the parts being engineers."""
    width = max(part.stops.shape[1] for part in parts)
    stops = [np.pad(p.stops, ((0, 0), (0, width - p.stops.shape[1])), constant_values=NONE) for p in parts]
    columns = Columns(
        np.concatenate([part.engineer for part in parts]),
        np.concatenate(stops),
        np.concatenate([part.cost for part in parts]),
    )
    sorted_columns = columns.only(np.argsort(columns.engineer, kind="stable"))
    return replace(sorted_columns, complete=all(part.complete for part in parts))


def priced(columns: Columns, engineers: int, job_worth: Ints, budget: Budget) -> Pool:
    """The pool of the columns (in order of engineers) near the best at prices found within the budget."""
    worth = (np.append(job_worth, 0)[columns.stops].sum(axis=1) - columns.cost).astype(np.float64)
    scale = np.maximum(job_worth, 0).astype(np.float64)
    steps = np.geomspace(FIRST_STEP, LAST_STEP, SCANS * STEPS).reshape(SCANS, STEPS)
    whole = Pool(columns, worth, engineers, scale / 2, scale)
    price = whole.price
    for some in steps:
        market = whole.market(_best(columns, beyond_prices(worth, columns.stops.T, price), ACTIVE))
        price = market.walk(price, scale, some).last
        if budget.left_s <= 0:
            break
    excess = beyond_prices(worth, columns.stops.T, price)
    near = _best(columns, excess, NEAR)
    most = np.zeros(engineers)
    np.maximum.at(most, columns.engineer[near], excess[near])
    near = near[(excess[near] >= most[columns.engineer[near]] - MARGIN * typical(scale)) & (worth[near] > 0)]
    return Pool(columns.only(near), worth[near], engineers, price, scale)


def _best(columns: Columns, key: Floats, count: int) -> Ints:
    """Indices of each engineer's `count` columns of most key; the columns are in order of engineers."""
    begin = np.nonzero(np.append(True, columns.engineer[1:] != columns.engineer[:-1])[: len(columns)])[0]
    best = []
    for first, after in zip(begin.tolist(), [*begin[1:].tolist(), len(columns)], strict=True):
        if after - first <= count:
            best.append(np.arange(first, after))
        else:
            some = np.argpartition(-key[first:after], count - 1)[:count]
            best.append(first + np.sort(some))
    return np.concatenate(best) if best else np.zeros(0, dtype=np.int64)
