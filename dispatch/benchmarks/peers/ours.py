"""The engine itself, by its front door."""

from __future__ import annotations

import time
from typing import Any

from dispatch.benchmarks.peers import Routes
from dispatch.live import plan_problem, plan_snapshot
from dispatch.model.problem import Problem
from dispatch.solve.routes import Budget


def plan(snapshot: dict[str, Any], budget_s: float) -> Routes:
    """The engine's plan as its users ask for it: read, planned and written down within the budget."""
    routes = plan_snapshot(snapshot, budget_s)["routes"]
    return {route["engineer"]: [stop["job"] for stop in route["stops"]] for route in routes}


def solve(problem: Problem, budget_s: float) -> Routes:
    """The engine's plan of a problem that is read already."""
    answer = plan_problem(problem, Budget(time.perf_counter, time.perf_counter() + budget_s))
    return {route.engineer: [stop.job for stop in route.stops] for route in answer.routes}
