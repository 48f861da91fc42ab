"""The linear relaxation of set packing by GLOP: an upper bound of the worth, and each column's share in it.

Maximise the worth of chosen columns; each engineer drives at most one route, each job is served at most once.
Lagrangian prices pick the columns to begin with; others enter as their reduced cost asks for them (column
generation, Gilmore and Gomory 1961).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp

from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Floats, Ints
from dispatch.solve.columns import Columns
from dispatch.solve.prices import Prices

START_PER_ENGINEER: Final = 60
MORE_PER_ENGINEER: Final = 20
ROUNDS: Final = 40
PRICED_OUT: Final = 0.5  # worth is whole seconds
LEAST_S: Final = 0.001


@dataclass(frozen=True)
class Relaxed:
    """`bound` on the worth, `reduced` what a column lacks to be as good as the prices, `share` its part.

    `jobs` are the prices of the jobs.
    """

    bound: float
    reduced: Floats
    share: Floats
    jobs: Floats


def reduced_costs(columns: Columns, worth: Ints, engineer_price: Floats, job_price: Floats) -> Floats:
    """What the engineer and the jobs of each column would earn elsewhere, less its worth."""
    priced = np.append(job_price, 0.0)  # index -1, the padding, is free
    costs: Floats = engineer_price[columns.engineer] + priced[columns.stops].sum(axis=1) - worth
    return costs


def relax(
    columns: Columns, worth: Ints, prices: Prices, margin: float, budget: Budget, rounds: int = ROUNDS
) -> Relaxed | None:
    """Solve the relaxation over all columns; None if GLOP gives no answer.

    `margin` around each engineer's best column at these prices makes the start; when time is up
    the bound is that of the prices in hand, which is valid but not the least. So it is
    when `rounds` end before every column is priced out.
    """
    lacking = prices.most[columns.engineer] - prices.excess
    near = prices.near(columns, margin)
    active = near[best_per_engineer(columns.only(near), lacking[near], START_PER_ENGINEER)]
    relaxed = None
    for _ in range(rounds):
        solved = solve(columns.only(active), worth[active], len(prices.most), len(prices.jobs), budget.left_s)
        if solved is None:
            break
        share, engineer_price, job_price = solved
        reduced = reduced_costs(columns, worth, engineer_price, job_price)
        full = np.zeros(len(columns))
        full[active] = share
        unpriced = _unpriced(columns, reduced, len(prices.most))
        bound = min(prices.bound, float(engineer_price.sum() + job_price.sum()) + unpriced)
        relaxed = Relaxed(bound, reduced, full, job_price)
        fresh = np.setdiff1d(np.nonzero(reduced < -PRICED_OUT)[0], active, assume_unique=True)
        if not len(fresh) or budget.left_s <= 0:
            break
        some = fresh[best_per_engineer(columns.only(fresh), reduced[fresh], MORE_PER_ENGINEER)]
        active = np.sort(np.concatenate([active, some]))
    return relaxed


def _unpriced(columns: Columns, reduced: Floats, engineers: int) -> float:
    """What columns not priced out may still raise the bound by: each engineer drives one of them."""
    worst = np.zeros(engineers)
    np.minimum.at(worst, columns.engineer, reduced)
    return -float(worst.sum())


def best_per_engineer(columns: Columns, key: Floats | Ints, count: int) -> Ints:
    """Indices of each engineer's `count` columns of least key."""
    order = np.lexsort((key, columns.engineer))
    engineer = columns.engineer[order]
    begin = np.searchsorted(engineer, engineer, side="left")
    return np.sort(order[np.arange(len(order)) - begin < count])


def incidence(columns: Columns, engineers: int) -> list[list[int]]:
    """Columns by what they use: rows of engineers, then of jobs; only rows of two or more columns matter."""
    row = np.concatenate([columns.engineer, (columns.stops + engineers).ravel()])
    used = np.concatenate([np.ones(len(columns), bool), (columns.stops != NONE).ravel()])
    width = columns.stops.shape[1]
    column = np.concatenate([np.arange(len(columns)), np.repeat(np.arange(len(columns)), width)])
    row, column = row[used], column[used]
    order = np.argsort(row, kind="stable")
    size = np.bincount(row, minlength=engineers)
    ends = np.cumsum(size).tolist()
    ranked = column[order].tolist()
    return [ranked[begin:end] for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def solve(
    columns: Columns, worth: Ints, engineers: int, jobs: int, seconds: float
) -> tuple[Floats, Floats, Floats] | None:
    """Shares, prices of engineers, prices of jobs of the best fractional packing; None if not solved."""
    request = linear_solver_pb2.MPModelRequest(
        solver_type=linear_solver_pb2.MPModelRequest.GLOP_LINEAR_PROGRAMMING
    )
    if np.isfinite(seconds):
        request.solver_time_limit_seconds = max(LEAST_S, seconds)
    model = request.model
    model.maximize = True
    for value in worth.astype(np.float64).tolist():
        model.variable.add(lower_bound=0.0, objective_coefficient=value)
    rows = incidence(columns, engineers)
    for members in rows:
        model.constraint.add(upper_bound=1.0, var_index=members, coefficient=[1.0] * len(members))
    response = linear_solver_pb2.MPSolutionResponse()
    pywraplp.Solver.SolveWithProto(request, response)
    if response.status != linear_solver_pb2.MPSOLVER_OPTIMAL:
        return None
    dual = np.zeros(engineers + jobs)
    dual[: len(rows)] = np.maximum(0.0, response.dual_value)
    return np.array(response.variable_value), dual[:engineers], dual[engineers:]
