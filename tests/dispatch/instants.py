"""Busy instants of one town, and what the best packing of their columns is worth."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from dispatch.instant.ground import Ground
from dispatch.model.budget import Budget
from dispatch.model.objective import PROFILES
from dispatch.model.snapshot import parse_snapshot
from dispatch.solve.columns import Columns
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, snapshot

UNLIMITED = Budget(time.perf_counter, math.inf)


def city(engineers: int, jobs: int, seed: int = 5) -> dict[str, Any]:
    """A busy instant in a town of some 15 km."""
    rng = np.random.default_rng(seed)
    crew = [
        engineer(
            f"E{n}", at=rng.uniform((39.8, 116.3), (39.95, 116.5)).tolist(), stars=int(rng.integers(1, 6))
        )
        for n in range(engineers)
    ]
    work = [
        job(
            f"J{n}",
            point=rng.uniform((39.8, 116.3), (39.95, 116.5)).tolist(),
            due_at_s=int(rng.integers(300, 3600)),
            expected_service_s=int(rng.integers(1200, 2400)),
            min_stars=int(rng.integers(1, 4)),
            priority=int(rng.integers(1, 4)),
        )
        for n in range(jobs)
    ]
    return snapshot(crew, work, profile="snapshot")


def ground_of(case: dict[str, Any]) -> Ground:
    problem = parse_snapshot(case)
    return Ground(problem, PROFILES["snapshot"], travel_times(problem.travel))


def optimum(columns: Columns, worth: Any) -> float:
    """The most that a packing is worth by CP-SAT alone, over all columns and without any of our bounds."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(len(columns))]
    uses: dict[tuple[str, int], list[Any]] = {}
    for n, variable in enumerate(taken):
        uses.setdefault(("engineer", int(columns.engineer[n])), []).append(variable)
        for stop in columns.route(n):
            uses.setdefault(("job", stop), []).append(variable)
    for members in uses.values():
        model.add_at_most_one(members)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, worth.tolist()))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return solver.objective_value
