"""The policy of the running day.

It has no memory. At every event it packs routes anew: a promise counts with the probability that it is kept,
those on the way stay on the way unless turning round is worth it, and a few of the crew always go to whoever
has waited longest, so that a request that was lost once is not lost for the day.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dispatch.columns import Reach
from dispatch.neighbourhoods import improve
from dispatch.solve import EXACT_ENGINEERS, Budget, Routes, assigned, packed
from dispatch.tables import Tables

BETS: Final = Reach(latest_odds=0.6, depth=4, width=600, tolerance=180)  # a two-hundredth of a promise
PATIENCE: Final = 2.5  # promises that a request may wait before it goes first
RESCUERS: Final = (
    10  # one in so many engineers may be spent on those, so that new promises are not lost to old
)
RESCUE_WORTH: Final = 10  # such a job counts like so many broken promises


def solve(tables: Tables, budget: Budget) -> Routes:
    """Routes for all jobs that fit, within the budget."""
    if len(tables.engineers) <= EXACT_ENGINEERS:
        return _repack(tables, budget)
    return improve(tables, assigned(tables), _repack, budget)


def _repack(tables: Tables, budget: Budget) -> Routes:
    problem = tables.problem
    requested = np.array([problem.jobs[k].requested_at_s for k in tables.jobs.tolist()])
    waited = problem.now_s - requested
    overdue = np.nonzero(waited > PATIENCE * problem.promise_s)[0]
    quota = max(1, len(tables.engineers) // RESCUERS)
    first = overdue[np.argsort(-waited[overdue], kind="stable")[:quota]]
    left_out = tables.left_out.copy()
    left_out[first] += RESCUE_WORTH * tables.weights.late
    return packed(tables, BETS, budget, left_out, late=first)
