"""Set packing.

At most one route an engineer, each job at most once, least cost, by GLOP's prices and CP-SAT.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from dispatch.columns import Columns
from dispatch.relaxation import Relaxed, relax
from dispatch.tables import NONE, Floats, Ints

INTEGRAL: Final = 1e-6
MOST_COLUMNS: Final = 6000
SEARCH_SEED: Final = 1


@dataclass(frozen=True)
class Packed:
    """Chosen columns, their cost with what is left out, and a lower bound of it."""

    chosen: list[int]
    cost: int
    bound: float


def pack(
    columns: Columns, engineers: int, left_out: Ints, must: Ints, seconds: float, tolerance: int = 1
) -> Packed:
    """Choose columns of least cost; `must` lists engineers who need a route. Always returns a packing.

    The greedy packing stands until something better is found; `seconds` bounds CP-SAT alone,
    which is not asked when the gap to the bound is within `tolerance`.
    """
    value = np.append(left_out, 0)[columns.stops].sum(axis=1) - columns.cost
    value = value + np.isin(columns.engineer, must) * _bonus(left_out, columns)
    greedy = _greedy(columns, value, value)
    base = int(left_out.sum())
    relaxed = relax(
        Columns(columns.engineer, columns.stops, _net(left_out, columns) - value), engineers, left_out
    )
    if relaxed is None:
        return _packed(columns, greedy, left_out, 0.0)
    rounded = _greedy(columns, relaxed.share, value)
    best = max(greedy, rounded, key=lambda chosen: int(value[chosen].sum()))
    if int(value[best].sum()) >= base - relaxed.bound - tolerance:
        return _packed(columns, best, left_out, relaxed.bound)
    improved = _search(columns, value, relaxed, base, best, seconds)
    return _packed(columns, improved, left_out, relaxed.bound)


def _net(left_out: Ints, columns: Columns) -> Ints:
    net: Ints = np.append(left_out, 0)[columns.stops].sum(axis=1)
    return net


def _bonus(left_out: Ints, columns: Columns) -> int:
    """More than everything else is worth, so that whoever must have a route gets one."""
    return int(left_out.sum()) + int(np.abs(columns.cost).max(initial=0)) + 1


def _packed(columns: Columns, chosen: list[int], left_out: Ints, bound: float) -> Packed:
    served = [stop for n in chosen for stop in columns.route(n)]
    cost = int(columns.cost[chosen].sum()) + int(left_out.sum()) - int(left_out[served].sum())
    return Packed(chosen, cost, bound)


def _greedy(columns: Columns, key: Floats | Ints, value: Ints) -> list[int]:
    """Columns in falling order of key (then value) as long as engineer and jobs are free."""
    order = np.lexsort((-value, -np.asarray(key, dtype=np.float64)))
    order = order[value[order] > 0]
    engineers: set[int] = set()
    jobs: set[int] = {NONE}
    chosen = []
    engineer_of, stops_of = columns.engineer[order].tolist(), columns.stops[order].tolist()
    for n, engineer, stops in zip(order.tolist(), engineer_of, stops_of, strict=True):
        if engineer not in engineers and not any(s in jobs and s != NONE for s in stops):
            engineers.add(engineer)
            jobs.update(stops)
            chosen.append(n)
    return chosen


def _search(
    columns: Columns, value: Ints, relaxed: Relaxed, base: int, start: list[int], seconds: float
) -> list[int]:
    """CP-SAT over the columns whose reduced cost fits into the gap; the start if nothing better is found."""
    gap = base - relaxed.bound - int(value[start].sum())
    keep = np.nonzero(relaxed.reduced <= gap)[0]
    if len(keep) > MOST_COLUMNS:
        keep = keep[np.argsort(relaxed.reduced[keep], kind="stable")[:MOST_COLUMNS]]
    keep = np.union1d(keep, np.array(start, dtype=np.int64))
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in keep]
    rows: dict[tuple[str, int], list[cp_model.IntVar]] = {}
    for variable, n in zip(taken, keep.tolist(), strict=True):
        rows.setdefault(("engineer", int(columns.engineer[n])), []).append(variable)
        for stop in columns.route(n):
            rows.setdefault(("job", stop), []).append(variable)
    for members in rows.values():
        model.add_at_most_one(members)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, value[keep].tolist()))
    already = set(start)
    for variable, n in zip(taken, keep.tolist(), strict=True):
        model.add_hint(variable, n in already)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEARCH_SEED
    solver.solve(model)
    if solver.response_proto.status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    found = [n for variable, n in zip(taken, keep.tolist(), strict=True) if solver.boolean_value(variable)]
    return found if int(value[found].sum()) > int(value[start].sum()) else start
