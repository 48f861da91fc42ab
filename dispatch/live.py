"""One snapshot in, one plan out: the engine's front door."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any, Final

from dispatch.assemble import assemble, insertion_plan
from dispatch.day import policy as day
from dispatch.day.coverage import moves
from dispatch.day.patience import patience
from dispatch.fields import Fields
from dispatch.instant import whole_instant as instant
from dispatch.instant.ground import Ground
from dispatch.model.objective import profile_of, score, weights_for
from dispatch.model.plan import Bound, Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.tables import Tables, build_tables
from dispatch.solve.routes import Budget, Timer
from dispatch.travel import TravelTimes, travel_times

log = logging.getLogger(__name__)

LARGEST_SEED: Final = 2**32 - 1
LOOSEST: Final = 0.5  # a bound further from the plan says nothing: prices were not found in time
MOST_ITERATIONS: Final = 1_000_000
CLOSING: Final = 1.0  # timing and writing down a plan takes about this share of reading its snapshot


def plan_snapshot(
    snapshot: dict[str, Any],
    budget_s: float,
    timer: Timer = time.perf_counter,
    *,
    seed: int | None = None,
    iterations: int | None = None,
) -> dict[str, Any]:
    """Plan a snapshot within about `budget_s` seconds; the answer is JSON-able and always a whole plan.

    `timer` is a monotonic clock in seconds. With `iterations` (else the snapshot's own) the clock is not
    looked at: so many rounds of improvement are made, and the same snapshot, `seed` and number give the
    same plan. Raises SnapshotError naming the field that is not valid.
    """
    began = timer()
    problem = parse_snapshot(snapshot)
    fields = Fields.of(snapshot, "")
    if seed is None:
        seed = fields.whole("seed", 0, LARGEST_SEED) if fields.has("seed") else 0
    if iterations is None:
        iterations = fields.whole_or_none("iterations", 0, MOST_ITERATIONS)
    reading_s = timer() - began
    budget = Budget(timer, began + budget_s - CLOSING * reading_s, iterations, budget_s)
    return plan_problem(problem, budget, seed, reading_s).to_dict()


def plan_present(
    snapshot: dict[str, Any], budget_s: float, timer: Timer = time.perf_counter
) -> dict[str, Any]:
    """`plan_snapshot` of one who expects no request that is not there: for comparison."""
    return plan_snapshot(snapshot | {"futures": 0}, budget_s, timer)


def plan_problem(problem: Problem, budget: Budget, seed: int = 0, reading_s: float = 0.0) -> Plan:
    """Plan a validated problem: the best that the budget allows, by insertion if a solver fails.

    `reading_s` is what reading the snapshot took, by which the time to write the plan down is judged.
    """
    times = travel_times(problem.travel)
    if not problem.engineers or not problem.jobs:
        return _assembled(problem, {}, times)
    try:
        if profile_of(problem) == "day":
            return _running(build_tables(problem, weights_for(problem), times), budget)
        return _instant(Ground(problem, weights_for(problem), times), budget, seed, reading_s)
    except (ArithmeticError, MemoryError, RuntimeError, ValueError) as error:
        log.warning("solving by insertion: %s: %s", type(error).__name__, error)
        return insertion_plan(problem, times)


def _running(tables: Tables, budget: Budget) -> Plan:
    waits = patience(tables)
    decision = day.decide(tables, budget, waits)
    plan = _assembled(tables.problem, tables.ids(decision.routes), tables.times)
    expected = None if decision.votes is None else decision.votes.told(tables)
    return replace(plan, long_waits=tuple(waits.beyond(tables)), expected=expected)


def _instant(ground: Ground, budget: Budget, seed: int, reading_s: float) -> Plan:
    answer = instant.solve(ground, budget, seed=seed, reading_s=reading_s)
    routes = ground.ids(answer.routes)
    plan = _assembled(ground.problem, routes, ground.times)
    if answer.bound is None:
        return plan
    cost = score(ground.problem, routes, ground.times, ground.weights).total
    gap = round((cost - answer.bound) / max(1, cost), 6)
    return plan if gap > LOOSEST else replace(plan, bound=Bound(answer.bound, gap))


def _assembled(problem: Problem, routes: dict[str, tuple[str, ...]], times: TravelTimes) -> Plan:
    return assemble(problem, routes, times, moves=moves(problem, routes, times))
