"""The engine itself, by its front door."""

from __future__ import annotations

import time

from dispatch.benchmarks.peers import Routes
from dispatch.live import plan_problem
from dispatch.problem import Problem
from dispatch.solve import Budget


def solve(problem: Problem, budget_s: float) -> Routes:
    """The engine's plan."""
    plan = plan_problem(problem, Budget(time.perf_counter, time.perf_counter() + budget_s))
    return {route.engineer: [stop.job for stop in route.stops] for route in plan.routes}
