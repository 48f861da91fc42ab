"""One snapshot in, one plan out: the engine's front door."""

from __future__ import annotations

import logging
import time
from typing import Any

from dispatch import day, instant
from dispatch.assemble import assemble, insertion_plan
from dispatch.coverage import moves
from dispatch.objective import profile_of, weights_for
from dispatch.plan import Plan
from dispatch.problem import Problem, parse_snapshot
from dispatch.solve import Budget, Timer
from dispatch.tables import build_tables
from dispatch.travel import TravelTimes, travel_times

log = logging.getLogger(__name__)


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
    solve = day.solve if profile_of(problem) == "day" else instant.solve
    return tables.ids(solve(tables, budget))
