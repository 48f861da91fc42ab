"""The linear relaxation of set packing by GLOP: a lower bound, and prices of engineers and jobs.

Minimise the cost of chosen columns and of jobs left out; each engineer drives at most one route, each job is
served once or left out. Columns enter as their reduced cost asks for them (column generation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp

from dispatch.columns import Columns
from dispatch.tables import NONE, Floats, Ints

START_PER_ENGINEER = 40
MORE_PER_ENGINEER = 20
ROUNDS = 40
PRICED_OUT = 0.5  # costs are whole seconds


@dataclass(frozen=True)
class Relaxed:
    """`bound` is the relaxation's optimum, `reduced` each column's reduced cost, `share` its part in it."""

    bound: float
    reduced: Floats
    share: Floats


def reduced_costs(columns: Columns, engineer_price: Floats, job_price: Floats) -> Floats:
    """Cost of each column beyond the prices of what it uses (engineer, ≤ 0) and serves (jobs)."""
    priced = np.append(job_price, 0.0)  # index -1, the padding, is free
    costs: Floats = columns.cost - engineer_price[columns.engineer] - priced[columns.stops].sum(axis=1)
    return costs


def relax(columns: Columns, engineers: int, left_out: Ints) -> Relaxed | None:
    """Solve the relaxation over all columns; None if GLOP gives no answer."""
    gain = columns.cost - np.append(left_out, 0)[columns.stops].sum(axis=1)
    active = _best_per_engineer(columns, gain, START_PER_ENGINEER)
    for round_number in range(ROUNDS):
        solved = _solve(columns.only(active), engineers, left_out)
        if solved is None:
            break
        bound, share, engineer_price, job_price = solved
        reduced = reduced_costs(columns, engineer_price, job_price)
        fresh = np.setdiff1d(np.nonzero(reduced < -PRICED_OUT)[0], active, assume_unique=True)
        if not len(fresh) or round_number == ROUNDS - 1:
            full = np.zeros(len(columns))
            full[active] = share
            return Relaxed(bound + _unpriced(columns, reduced, engineers), reduced, full)
        some = fresh[_best_per_engineer(columns.only(fresh), reduced[fresh], MORE_PER_ENGINEER)]
        active = np.sort(np.concatenate([active, some]))
    return None


def _unpriced(columns: Columns, reduced: Floats, engineers: int) -> float:
    """What columns not priced out may still lower the bound by: each engineer drives one of them."""
    worst = np.zeros(engineers)
    np.minimum.at(worst, columns.engineer, reduced)
    return float(worst.sum())


def _best_per_engineer(columns: Columns, key: Floats | Ints, count: int) -> Ints:
    """Indices of each engineer's `count` columns of least key."""
    order = np.lexsort((key, columns.engineer))
    engineer = columns.engineer[order]
    begin = np.searchsorted(engineer, engineer, side="left")
    return np.sort(order[np.arange(len(order)) - begin < count])


def _solve(columns: Columns, engineers: int, left_out: Ints) -> tuple[float, Floats, Floats, Floats] | None:
    request = linear_solver_pb2.MPModelRequest(
        solver_type=linear_solver_pb2.MPModelRequest.GLOP_LINEAR_PROGRAMMING
    )
    model, jobs = request.model, len(left_out)
    for cost in columns.cost.tolist():
        model.variable.add(lower_bound=0.0, objective_coefficient=cost)
    for cost in left_out.tolist():
        model.variable.add(lower_bound=0.0, objective_coefficient=cost)
    rows: list[list[int]] = [[] for _ in range(engineers + jobs)]
    for n, (engineer, stops) in enumerate(
        zip(columns.engineer.tolist(), columns.stops.tolist(), strict=True)
    ):
        rows[engineer].append(n)
        for stop in stops:
            if stop != NONE:
                rows[engineers + stop].append(n)
    for n, members in enumerate(rows):
        if n < engineers:
            model.constraint.add(upper_bound=1.0, var_index=members, coefficient=[1.0] * len(members))
        else:
            members.append(len(columns) + n - engineers)
            model.constraint.add(
                lower_bound=1.0, upper_bound=1.0, var_index=members, coefficient=[1.0] * len(members)
            )
    response = linear_solver_pb2.MPSolutionResponse()
    pywraplp.Solver.SolveWithProto(request, response)
    if response.status != linear_solver_pb2.MPSOLVER_OPTIMAL:
        return None
    dual = np.array(response.dual_value)
    share = np.array(response.variable_value)[: len(columns)]
    return response.objective_value, share, dual[:engineers], dual[engineers:]
