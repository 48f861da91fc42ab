from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.fields import SnapshotError
from dispatch.instant import whole_instant as instant
from dispatch.instant.ground import Ground
from dispatch.instant.sweeps import ON_TIME, groups_of
from dispatch.instant.territories import cut, unit_vectors
from dispatch.live import plan_snapshot
from dispatch.model.budget import Budget
from dispatch.model.eligibility import refusals
from dispatch.model.objective import score
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import timed_routes
from dispatch.solve.columns import enumerate_columns
from dispatch.solve.packing import pack
from dispatch.solve.prices import find_prices
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, snapshot, snapshots
from tests.dispatch.instants import UNLIMITED, city, ground_of, optimum


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_set_packing_reaches_the_optimum_of_cp_sat(seed: int) -> None:
    ground = ground_of(city(6, 16, seed))
    columns = enumerate_columns(ground.whole, ON_TIME)
    prices = ground.worth(3600)
    worth = np.append(prices, 0)[columns.stops].sum(axis=1) - columns.cost
    packed = pack(columns, 6, prices, np.zeros(0, np.int64), UNLIMITED)
    best = optimum(columns, worth)
    assert int(prices.sum()) - packed.cost == best
    assert find_prices(columns, worth, 6, prices, UNLIMITED).bound >= best
    assert packed.bound <= packed.cost


def every_plan(ground: Ground) -> Any:
    """All routes of all engineers: each permutation of the jobs, cut in every way."""
    problem = ground.problem
    names = [job.id for job in problem.jobs]
    crew = problem.engineers
    for size in range(len(names) + 1):
        for order in itertools.permutations(names, size):
            for cuts in itertools.combinations_with_replacement(range(size + 1), len(crew) - 1):
                edges = [0, *cuts, size]
                yield {e.id: order[edges[n] : edges[n + 1]] for n, e in enumerate(crew)}


def allowed(ground: Ground, routes: Any) -> bool:
    problem = ground.problem
    pairs = [(e, [problem.job(j) for j in routes[e.id]]) for e in problem.engineers]
    if any(refusals(e, j, problem.now_s) for e, jobs in pairs for j in jobs):
        return False
    visits = timed_routes(problem, ground.times, pairs)
    return all(v.depart_s <= e.shift_end_s for (e, _), some in zip(pairs, visits, strict=True) for v in some)


@pytest.mark.parametrize("seed", range(4))
def test_bound_is_below_every_plan_and_the_promises_of_the_best_are_kept(seed: int) -> None:
    ground = ground_of(city(2, 4, seed))
    scores = [
        score(ground.problem, routes, ground.times, ground.weights)
        for routes in every_plan(ground)
        if allowed(ground, routes)
    ]
    answer = instant.solve(ground, UNLIMITED)
    mine = score(ground.problem, ground.ids(answer.routes), ground.times, ground.weights)
    least = min(total.total for total in scores)
    assert mine.late == min(total.late for total in scores)
    assert answer.bound is not None
    assert answer.bound <= least <= mine.total


def test_same_seed_and_iterations_give_the_same_plan_with_any_number_of_processes() -> None:
    ground = ground_of(city(170, 200))
    budget = Budget(time.perf_counter, 0.0, iterations=1)
    plans = [instant.solve(ground, budget, seed=3, processes=count).routes for count in (1, 2)]
    assert plans[0] == plans[1]


def test_snapshot_may_carry_seed_and_iterations() -> None:
    case = city(160, 60) | {"seed": 4, "iterations": 1}
    plan = plan_snapshot(case, 0.0)
    assert plan == plan_snapshot(case, 9.0)
    assert plan["unassigned"] == []


def test_large_crew_without_time_still_gets_a_whole_plan() -> None:
    case = city(160, 200)
    plan = plan_snapshot(case, 0.0)
    assert verify(parse_snapshot(case), Plan.from_dict(plan)) == []
    assert plan["unassigned"] == []
    assert plan["bound"] is None


def test_plan_tells_how_far_from_the_best_it_can_be() -> None:
    bound = plan_snapshot(city(5, 14), 5)["bound"]
    assert bound["cost"] > 0
    assert 0 <= bound["gap"] < 0.5
    assert Plan.from_dict(plan_snapshot(city(5, 14), 5)).bound is not None


@pytest.mark.parametrize("field", ["seed", "iterations"])
def test_bad_seed_or_iterations_are_refused_by_name(field: str) -> None:
    with pytest.raises(SnapshotError, match=field):
        plan_snapshot(snapshot([engineer()], [job()]) | {field: -1}, 1)


@settings(max_examples=25, deadline=None)
@given(snapshots(), st.integers(1, 3))
def test_sweeps_of_any_snapshot_give_a_plan_that_the_checker_accepts(case: Any, size: int) -> None:
    ground = ground_of(case | {"profile": "snapshot"})
    if not (ground.problem.engineers and ground.problem.jobs):
        return
    budget = Budget(time.perf_counter, 0.0, iterations=2)
    routes = instant.sweep(ground, budget, seed=size, processes=1, sizes=(size,))
    plan = Plan.from_dict(plan_snapshot(case | {"profile": "snapshot"}, 1))
    assert verify(ground.problem, plan) == []
    stops = [stop for route in routes for stop in route]
    assert len(stops) == len(set(stops))


def test_groups_share_out_every_engineer_and_every_job() -> None:
    ground = ground_of(city(50, 90))
    routes = [[n] for n in range(50)]
    groups = list(groups_of(ground, routes, 9, np.random.default_rng(1)))
    assert sorted(n for group in groups for n in group.engineers.tolist()) == list(range(50))
    assert sorted(k for group in groups for k in group.jobs.tolist()) == list(range(90))
    assert {len(group.engineers) for group in groups} <= set(range(5, 14))


def test_city_across_the_date_line_is_cut_like_any_other() -> None:
    east = [(0.01 * n, 179.99) for n in range(8)]
    west = [(0.01 * n, -179.99) for n in range(8)]
    at = unit_vectors([point for pair in zip(east, west, strict=True) for point in pair])
    nobody = np.zeros(0, np.int64)
    groups = list(cut(np.arange(16), nobody, at, at[:0], 8, np.random.default_rng(2)))
    assert [len(group) for group, _ in groups] == [8, 8]
    # neighbours on both sides of the line stay together: the crew is cut across its length
    assert all(len({n // 2 for n in group.tolist()}) <= 5 for group, _ in groups)
