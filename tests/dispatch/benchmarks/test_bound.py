from __future__ import annotations

from itertools import chain, permutations, product

import numpy as np
import pytest
from ortools.linear_solver import pywraplp

from dispatch.benchmarks.bound import climb, fewest_late
from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.listing import Routes, TooManyRoutes, routes_in_time
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import timed_routes
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot


def sets_in_time(problem: Problem) -> list[set[frozenset[int]]]:
    """Return for each engineer the sets of jobs that some order serves in time, by trying every order."""
    times, jobs = travel_times(problem.travel), problem.jobs
    orders = list(chain.from_iterable(permutations(range(len(jobs)), length) for length in range(4)))
    found = []
    for one in problem.engineers:
        able = [o for o in orders if all(jobs[k].skill in one.skills for k in o)]
        able = [o for o in able if all(jobs[k].min_stars <= one.stars for k in o)]
        timed = timed_routes(problem, times, [(one, [jobs[k] for k in order]) for order in able])
        found.append(
            {
                frozenset(order)
                for order, visits in zip(able, timed, strict=True)
                if all(v.arrive_s <= v.job.due_at_s and v.depart_s <= one.shift_end_s for v in visits)
            }
        )
    return found


def fewest_by_trying(problem: Problem) -> int:
    total = sum(job.priority for job in problem.jobs)
    kept = 0
    for choice in product(*sets_in_time(problem)):
        together = [k for served in choice for k in served]
        if len(together) == len(set(together)):
            kept = max(kept, sum(problem.jobs[k].priority for k in together))
    return total - kept


def by_linear_program(routes: Routes, priority: list[int]) -> float:
    """Return the least priority left out when routes may be driven in part."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    late = [solver.NumVar(0, 1, "") for _ in priority]
    taken = [solver.NumVar(0, 1, "") for _ in routes.stops]
    owners = np.repeat(np.arange(len(routes.starts)), routes.lengths)
    for n in range(len(routes.starts)):
        solver.Add(sum(taken[k] for k in np.nonzero(owners == n)[0]) <= 1)
    for job_index, left in enumerate(late):
        serving = np.nonzero((routes.stops == job_index).any(axis=1))[0]
        solver.Add(sum((taken[k] for k in serving), start=left) == 1)
    solver.Minimize(sum(weight * left for weight, left in zip(priority, late, strict=True)))
    assert solver.Solve() == solver.OPTIMAL
    return float(solver.Objective().Value())


@pytest.mark.parametrize("seed", range(6))
def test_bound_is_never_above_what_trying_everything_finds(seed: int) -> None:
    problem = parse_snapshot(instant(Shape(3, 7), seed))
    best, bound = fewest_by_trying(problem), fewest_late(problem)
    assert bound is not None
    assert best - 1 <= bound <= best


@pytest.mark.parametrize("seed", range(4))
def test_listing_holds_exactly_the_sets_that_some_order_serves_in_time(seed: int) -> None:
    problem = parse_snapshot(instant(Shape(3, 7), seed))
    routes = routes_in_time(problem)
    listed = {frozenset(k for k in stops if k >= 0) for stops in routes.stops.tolist()}
    assert listed == set(chain.from_iterable(sets_in_time(problem))) - {frozenset()}


def test_climb_reaches_the_optimum_of_the_linear_program() -> None:
    problem = parse_snapshot(instant(Shape(25, 70), 2))
    routes, priority = routes_in_time(problem), np.array([job.priority for job in problem.jobs])
    optimum = by_linear_program(routes, priority.tolist())
    assert optimum - 0.2 <= climb(routes, priority) <= optimum + 1e-6


def test_bound_of_a_calm_instant_is_nought() -> None:
    crew = [engineer(f"E{n}", at=north(n)) for n in range(3)]
    assert fewest_late(parse_snapshot(snapshot(crew, [job(point=north(1))], profile="snapshot"))) == 0


def test_nobody_keeps_no_promise() -> None:
    assert fewest_late(parse_snapshot(snapshot([], [job(priority=3)]))) == 3


def test_too_many_routes_are_said_instead_of_listed() -> None:
    problem = parse_snapshot(snapshot([engineer()], [job(f"J{n}", expected_service_s=0) for n in range(6)]))
    with pytest.raises(TooManyRoutes):
        routes_in_time(problem, most=50)
