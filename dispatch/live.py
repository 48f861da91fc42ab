"""One snapshot in, one plan out: the engine's front door, and the policy of the running day.

The policy has no memory. At every event it packs routes anew: a promise counts with the probability that it
is kept, those on the way stay on the way unless turning round is worth it, and a few of the crew always go to
whoever has waited longest, so that a request that was lost once is not lost for the day.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any, Final

import numpy as np

from dispatch.assemble import assemble, insertion_plan
from dispatch.columns import Reach
from dispatch.coverage import moves
from dispatch.neighbourhoods import Repack, improve
from dispatch.objective import profile_of, weights_for
from dispatch.plan import Plan
from dispatch.problem import Problem, parse_snapshot
from dispatch.solve import EXACT_ENGINEERS, Budget, Routes, Timer, assigned, cost_of, packed
from dispatch.tables import Tables, build_tables
from dispatch.travel import TravelTimes, travel_times

log = logging.getLogger(__name__)

ON_TIME: Final = Reach(latest_odds=0.0, depth=6, width=4000)
BETS: Final = Reach(latest_odds=0.6, depth=4, width=600, tolerance=180)  # a two-hundredth of a promise
PATIENCE: Final = 2.5  # promises that a request may wait before it goes first
RESCUERS: Final = (
    10  # one in so many engineers may be spent on those, so that new promises are not lost to old
)
GROUP_S: Final = 0.3  # CP-SAT's share of one group of a large crew
RESCUE_WORTH: Final = 10  # such a job counts like so many broken promises


def plan_snapshot(
    snapshot: dict[str, Any], budget_s: float, timer: Timer = time.perf_counter
) -> dict[str, Any]:
    """Plan a snapshot within about `budget_s` seconds; the answer is JSON-able and always a whole plan.

    `timer` is a monotonic clock in seconds. Raises SnapshotError naming the field that is not valid.
    """
    budget = Budget(timer, timer() + budget_s)
    return plan_problem(parse_snapshot(snapshot), budget).to_dict()


def plan_problem(problem: Problem, budget: Budget) -> Plan:
    """Plan a validated problem: the best that the budget allows, by insertion if a solver fails."""
    times = travel_times(problem.travel)
    try:
        routes = _solved(problem, times, budget)
    except (ArithmeticError, MemoryError, RuntimeError, ValueError) as error:
        log.warning("solving by insertion: %s: %s", type(error).__name__, error)
        return insertion_plan(problem, times)
    return assemble(problem, routes, times, moves=moves(problem, routes))


def _solved(problem: Problem, times: TravelTimes, budget: Budget) -> dict[str, tuple[str, ...]]:
    if not problem.engineers or not problem.jobs:
        return {}
    tables = build_tables(problem, weights_for(problem), times)
    repack = repack_day if profile_of(problem) == "day" else repack_instant
    if len(problem.engineers) <= EXACT_ENGINEERS:
        return tables.ids(repack(tables, budget))
    return tables.ids(improve(tables, assigned(tables), partial(_short, repack), budget))


def _short(repack: Repack, tables: Tables, budget: Budget) -> Routes:
    return repack(tables, Budget(budget.timer, min(budget.until, budget.timer() + GROUP_S)))


def repack_instant(tables: Tables, budget: Budget) -> Routes:
    """One instant judged on its own: the cheaper of packing and assignment."""
    options = packed(tables, ON_TIME, budget), assigned(tables)
    return min(options, key=partial(cost_of, tables))


def repack_day(tables: Tables, budget: Budget) -> Routes:
    """A decision of the running day: bets on promises, and the longest waiting go first."""
    problem = tables.problem
    requested = np.array([problem.jobs[k].requested_at_s for k in tables.jobs.tolist()])
    waited = problem.now_s - requested
    overdue = np.nonzero(waited > PATIENCE * problem.promise_s)[0]
    quota = max(1, len(tables.engineers) // RESCUERS)
    first = overdue[np.argsort(-waited[overdue], kind="stable")[:quota]]
    left_out = tables.left_out.copy()
    left_out[first] += RESCUE_WORTH * tables.weights.late
    return packed(tables, BETS, budget, left_out, late=first)
