"""The vote of several futures on who drives where first.

Each future is planned like the present, and what it sends an engineer to first is a vote (multiple scenario
approach with consensus: Bent and Van Hentenryck, 2004). Those who are free now set out for what one linear
assignment of the votes gives them; what follows is as planned without the future.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.day.lookahead import Prices
from dispatch.model.budget import Budget
from dispatch.model.objective import EXPECTING, LookAhead
from dispatch.model.plan import ExpectedFirst, Expecting
from dispatch.model.tables import NONE, Bools, Floats, Ints, Tables
from dispatch.scenarios.draw import draw, expected
from dispatch.scenarios.futures import Futures, futures
from dispatch.scenarios.planning import Firsts, first_stops
from dispatch.scenarios.worth import future_prices
from dispatch.solve.assignment import assign

MOST: Final = 6  # futures: half of them keep most of what they gain
CELL_S: Final = 1.2e-6  # what an engineer × job of a future costs on a busy core
PRESENT_CELL_S: Final = 4e-6  # what an engineer × job of the present costs
PRESENT_S: Final = 0.015  # kept for the present at least: that of 40 engineers
LARGEST: Final = 100_000  # engineers × jobs beyond which no future is planned whatever the budget
TOGETHER: Final = 24_000  # engineers × jobs planned in one pass: what the cache holds
MATCHED: Final = 60  # engineers beyond whom futures assign first stops, and nobody is turned round by a vote

PRESENT: Final = 0.25  # what the plan without the future counts beside the vote of one future
UNDER_WAY: Final = (
    0.01  # for going on as before, in votes: between equals; what turning costs is in their losses
)
LITTLE: Final = 7_200.0  # what a future loses by a first stop that has no part of its vote
FINENESS: Final = 10_000  # votes are assigned in whole numbers


@dataclass(frozen=True)
class Votes:
    """How many of `futures` send each engineer first to each open job: `jobs` (n, m).

    `coming` (n,) is how many send the engineer to a request that may come instead, and `near` (n, 2) where
    the first of those is made. `nearly` (n, m) are the votes that decide: a future that would lose little by
    another first stop gives that a part of its vote.
    """

    futures: int
    jobs: Ints
    coming: Ints
    near: Floats
    nearly: Floats

    def told(self, tables: Tables) -> Expecting:
        """The votes on those who are free now, for whoever asks why."""
        problem, firsts = tables.problem, []
        for row in np.nonzero(may_choose(tables) & ((self.jobs.sum(axis=1) + self.coming) > 0))[0].tolist():
            voted = np.nonzero(self.jobs[row])[0].tolist()
            kept, (lat, lon) = int(self.coming[row]), self.near[row].tolist()
            jobs = {problem.jobs[tables.jobs[job]].id: int(self.jobs[row, job]) for job in voted}
            engineer = problem.engineers[tables.engineers[row]].id
            firsts.append(ExpectedFirst(engineer, jobs, kept, (lat, lon) if kept else None))
        return Expecting(self.futures, tuple(firsts))


def affordable(tables: Tables, budget: Budget) -> int:
    """How many futures fit the budget as a whole: this does not depend on the clock."""
    n, m = tables.may.shape
    cells = n * (m + expected(tables.problem))
    wanted = MOST if tables.problem.futures is None else tables.problem.futures
    if not wanted or not cells or cells > LARGEST:
        return 0
    if budget.iterations is not None:
        return wanted
    present_s = max(PRESENT_S, PRESENT_CELL_S * n * m)
    return int(min(wanted, max(0.0, (budget.whole_s - present_s) / (cells * CELL_S))))


def vote(
    tables: Tables, charged: Prices, price: Floats, budget: Budget, look: LookAhead = EXPECTING
) -> Votes | None:
    """Plan as many futures as fit, beginning at the present's prices; None if there are none.

    The clock is watched as a safety net: futures that were not begun when the budget is spent do not vote.
    """
    count = affordable(tables, budget)
    draws = draw(tables.problem, count) if count else None
    if draws is None or not draws.real.any():
        return None
    n, m = tables.may.shape
    votes = Votes(0, np.zeros((n, m), int), np.zeros(n, int), np.zeros((n, 2)), np.zeros((n, m)))
    together = max(1, TOGETHER // (n * (m + draws.real.shape[1])))
    for begin in range(0, count, together):
        if budget.left_s <= 0:
            break
        ahead = futures(tables, draws.some(slice(begin, begin + together)))
        told = first_stops(ahead, future_prices(ahead, charged, look), price, match=n > MATCHED)
        votes = _counted(votes, ahead, told, draws.point[begin : begin + together])
    return votes if votes.futures else None


def _counted(votes: Votes, ahead: Futures, told: Firsts, points: Floats) -> Votes:
    """The votes with those of some more futures, whose requests are made at `points`."""
    n, m = votes.jobs.shape
    first = told.best.reshape(ahead.blocks, n)
    nearly = np.maximum(0.0, 1.0 - told.loss / LITTLE).reshape(ahead.blocks, n, m).sum(axis=0)
    jobs, near = votes.jobs.copy(), votes.near.copy()
    future, row = np.nonzero((first >= 0) & (first < m))
    np.add.at(jobs, (row, first[future, row]), 1)
    future, row = np.nonzero(first >= m)
    fresh = (votes.coming == 0)[row]
    near[row[fresh]] = points[future[fresh], first[future[fresh], row[fresh]] - m]
    coming = votes.coming + (first >= m).sum(axis=0)
    return Votes(votes.futures + ahead.blocks, jobs, coming, near, votes.nearly + nearly)


def elected(tables: Tables, routes: list[list[int]], votes: Votes) -> list[list[int]]:
    """The present's routes with the first stops that are voted for, of those who are free now."""
    free = may_choose(tables)
    kept = [route[0] for row, route in enumerate(routes) if route and not free[row]]
    score = np.where(tables.may, votes.nearly, 0.0)
    for row, route in enumerate(routes):
        if route:
            score[row, route[0]] += PRESENT
    rows = np.nonzero(tables.heading != NONE)[0]
    heading = tables.heading[rows]
    score[rows, heading] += UNDER_WAY * tables.may[rows, heading]
    gain = np.rint(FINENESS * score).astype(np.int64)
    allowed = (gain > 0) & free[:, None]
    allowed[:, tables.fixed[tables.fixed != NONE]] = False
    if len(free) > MATCHED:
        allowed[:, kept] = False
    first = dict(assign(-gain, allowed, np.zeros(gain.shape[1], np.int64)))
    taken = set(first.values())
    chosen = []
    for row, route in enumerate(routes):
        rest = [job for job in route if job not in taken]
        chosen.append([first[row], *rest] if row in first else rest)
    return chosen


def may_choose(tables: Tables) -> Bools:
    """Who can set out for something else now; of a large crew nobody is turned round by a vote."""
    free: Bools = (tables.ready <= tables.problem.now_s) & (tables.fixed == NONE)
    return free & (tables.heading == NONE) if len(free) > MATCHED else free
