from __future__ import annotations

import itertools
import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.model.objective import PROFILES, route_score, score
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.tables import build_tables
from dispatch.model.timing import timed_routes
from dispatch.solve.assignment import assign
from dispatch.solve.columns import Columns, Reach, enumerate_columns
from dispatch.solve.packing import pack
from dispatch.solve.routes import Budget, cost_of, packed
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


def tables_of(case: Any, profile: Any = "snapshot") -> Any:
    problem = parse_snapshot(case)
    return build_tables(problem, PROFILES[profile], travel_times(problem.travel))


def least_cost(columns: Any, engineers: Any, left_out: Any) -> Any:
    """Every combination of one column or none per engineer."""
    options = [[None, *np.nonzero(columns.engineer == n)[0].tolist()] for n in range(engineers)]
    best = int(left_out.sum())
    for choice in itertools.product(*options):
        taken = [n for n in choice if n is not None]
        stops = [stop for n in taken for stop in columns.route(n)]
        if len(stops) == len(set(stops)):
            best = min(best, int(columns.cost[taken].sum() + left_out.sum() - left_out[stops].sum()))
    return best


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_packing_is_as_good_as_trying_every_combination(data: Any) -> None:
    engineers, jobs = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    sets = st.lists(st.integers(0, jobs - 1), min_size=1, max_size=3, unique=True)
    rows = data.draw(
        st.lists(st.tuples(st.integers(0, engineers - 1), sets, st.integers(0, 900)), max_size=12)
    )
    stops = np.array([[*s, *[-1] * (3 - len(s))] for _, s, _ in rows], dtype=np.int64).reshape(-1, 3)
    columns = Columns(
        np.array([r[0] for r in rows], np.int64), stops, np.array([r[2] for r in rows], np.int64)
    )
    left_out = np.array(
        data.draw(st.lists(st.integers(0, 500), min_size=jobs, max_size=jobs)), dtype=np.int64
    )
    found = pack(columns, engineers, left_out, np.zeros(0, np.int64), Budget(time.perf_counter, math.inf))
    assert found.cost == least_cost(columns, engineers, left_out)
    assert found.bound <= found.cost + 1


@settings(max_examples=40, deadline=None)
@given(snapshots(most_engineers=3, most_jobs=4), st.sampled_from(["snapshot", "day"]))
def test_column_costs_are_those_of_the_objective(case: Any, profile: Any) -> None:
    tables = tables_of(case, profile)
    if not (len(tables.engineers) and len(tables.jobs)):
        return
    problem, columns = tables.problem, enumerate_columns(tables, Reach(latest_odds=0.9))
    for n in range(len(columns)):
        crew = problem.engineers[columns.engineer[n]]
        jobs = [problem.jobs[k] for k in columns.route(n)]
        visits = timed_routes(problem, tables.times, [(crew, jobs)])[0]
        cost = route_score(problem, crew, visits, tables.weights).total - int(
            tables.idle[columns.engineer[n]]
        )
        # vector and scalar normal distributions agree to 1e-7, which a huge priority makes visible
        assert columns.cost[n] == pytest.approx(cost, rel=1e-6, abs=2 * len(jobs))


@settings(max_examples=40, deadline=None)
@given(snapshots())
def test_cost_of_tables_equals_the_score_of_the_plan(case: Any) -> None:
    tables = tables_of(case)
    if not (len(tables.engineers) and len(tables.jobs)):
        return
    routes = packed(tables, Reach(), Budget(time.perf_counter, time.perf_counter() + 1))
    total = score(tables.problem, tables.ids(routes), tables.times, tables.weights)
    assert cost_of(tables, routes) == total.total == total.to_dict()["total"]


def test_late_stops_are_listed_only_when_asked_for() -> None:
    tables = tables_of(snapshot([engineer()], [job(point=north(5), due_at_s=1)]))
    assert len(enumerate_columns(tables, Reach())) == 0
    assert len(enumerate_columns(tables, Reach(), np.array([0]))) == 1


def test_only_the_most_valuable_routes_are_kept_when_there_are_too_many() -> None:
    tables = tables_of(snapshot([engineer()], [job(f"J{n}", priority=n) for n in range(1, 9)]))
    kept = enumerate_columns(tables, Reach(depth=1, width=3))
    assert sorted(kept.stops[:, 0].tolist()) == [5, 6, 7]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_assignment_is_as_good_as_trying_every_matching(data: Any) -> None:
    n, m = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    cost = np.array(data.draw(st.lists(st.integers(0, 99), min_size=n * m, max_size=n * m))).reshape(n, m)
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=n * m, max_size=n * m))).reshape(n, m)
    alone = np.full(m, 50)
    found = assign(cost, allowed, alone)
    total = int(alone.sum()) + sum(int(cost[pair]) - 50 for pair in found)
    best = int(alone.sum())
    for choice in itertools.product([*range(m), None], repeat=n):
        taken = [k for k in choice if k is not None]
        if len(taken) == len(set(taken)) and all(k is None or allowed[i, k] for i, k in enumerate(choice)):
            best = min(
                best,
                int(alone.sum()) + sum(int(cost[i, k]) - 50 for i, k in enumerate(choice) if k is not None),
            )
    assert total == best
