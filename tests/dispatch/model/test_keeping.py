"""Scarce stars are kept for who needs them, where that is asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.assemble import insertion_plan
from dispatch.fields import Fields
from dispatch.model.keeping import MOST, keeping_prices
from dispatch.model.objective import pair_cost, pair_costs, weights_for
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.writing import snapshot_of
from dispatch.travel.spec import read_travel

TRAVEL = read_travel(Fields.of({"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0}, "travel"), 0)


def _problem(*wanted: int, keep: bool = True) -> Problem:
    crew = (("five", 5, 0.0), ("three", 3, 0.005))
    return Problem(
        now_s=0,
        promise_s=3600,
        travel=TRAVEL,
        engineers=tuple(
            Engineer(key, stars, frozenset({"a"}), (31 + off, 121), 0, 36_000) for key, stars, off in crew
        ),
        jobs=tuple(Job(f"j{n}", (31, 121), "a", stars, 0, 3600, 1800) for n, stars in enumerate(wanted)),
        profile="day",
        futures=0,
        keep_stars=keep,
    )


def test_the_price_rises_with_who_needs_the_grade_and_is_nothing_where_nobody_does() -> None:
    assert keeping_prices(_problem(1)) == (0, 0, 0, 0, 0, 0)
    assert keeping_prices(_problem(1, 5)) == (0, 0, MOST // 2, MOST // 2, MOST, MOST)
    assert weights_for(_problem(1, 5, keep=False)).keeping == ()


def test_the_nearer_five_star_engineer_is_left_to_the_job_that_needs_five() -> None:
    problem = _problem(5, 1)
    weights, free = weights_for(problem), weights_for(replace(problem, keep_stars=False))
    five, _ = problem.engineers
    _, easy = problem.jobs
    assert pair_cost(five, easy, weights) - pair_cost(five, easy, free) == MOST + MOST + 2 * (MOST // 2)
    plan = insertion_plan(_problem(5, 1))
    assert {stop.job: route.engineer for route in plan.routes for stop in route.stops} == {
        "j0": "five",
        "j1": "three",
    }


def test_the_table_of_pairs_says_the_same_and_the_snapshot_carries_it() -> None:
    problem = _problem(1, 2, 4, 5)
    weights = weights_for(problem)
    one_by_one = [[pair_cost(e, job, weights) for job in problem.jobs[:3]] for e in problem.engineers]
    assert np.array_equal(pair_costs(problem, weights)[:, :3], np.array(one_by_one))
    assert parse_snapshot(snapshot_of(problem)) == problem
