"""Set packing: at most one route an engineer, each job at most once, most worth.

Lagrangian prices and GLOP leave few columns undecided; a dive fixes those, and CP-SAT closes the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Bools, Floats, Ints
from dispatch.solve.columns import Columns
from dispatch.solve.prices import find_prices
from dispatch.solve.relaxation import LEAST_S, ROUNDS, Relaxed, best_per_engineer, incidence, relax, solve

MOST_COLUMNS: Final = 6000
SEARCH_SEED: Final = 1
SEARCH_EFFORT: Final = 4.0  # CP-SAT's own count of work, about seconds: the limit that repeats exactly
NEAR: Final = 0.1  # of what a typical job is worth: columns this close to the best are worth a look
INTEGRAL: Final = 0.999
DIVES: Final = 30
DIVE_PER_ENGINEER: Final = 25
QUICK_ROUNDS: Final = 1


@dataclass(frozen=True)
class Packed:
    """Chosen columns, their cost with what is left out, a lower bound of it, and the prices of jobs."""

    chosen: list[int]
    cost: int
    bound: float
    prices: Floats


def pack(
    columns: Columns,
    engineers: int,
    left_out: Ints,
    must: Ints,
    budget: Budget,
    tolerance: int = 1,
    *,
    prove: bool = True,
) -> Packed:
    """Choose columns of least cost; `must` lists engineers who need a route. Always returns a packing.

    What the prices give stands until something better is found in time. CP-SAT is asked when the
    dive leaves a gap to the bound of more than `tolerance`, unless a quick answer is wanted (not `prove`).
    """
    value = np.append(left_out, 0)[columns.stops].sum(axis=1) - columns.cost
    bonus = np.isin(columns.engineer, must) * _bonus(left_out, columns)
    worth = value + bonus
    prices = find_prices(columns, worth, engineers, left_out, budget)
    typical = left_out[left_out > 0]
    margin = NEAR * float(np.median(typical)) if len(typical) else 1.0
    lacking = prices.most[columns.engineer] - prices.excess
    best = _greedy(columns, worth, prices.near(columns, margin), -lacking)
    bound, job_prices = prices.bound, prices.jobs
    if _gap(worth, best, bound) > tolerance and budget.left_s > 0:
        relaxed = relax(columns, worth, prices, margin, budget, ROUNDS if prove else QUICK_ROUNDS)
        if relaxed is not None:
            bound, job_prices = relaxed.bound, relaxed.jobs
            best = _round(columns, worth, relaxed, margin, best, budget)
            if prove and _gap(worth, best, bound) > tolerance and budget.left_s > 0:
                best = _search(columns, worth, relaxed, best, budget)
    required = int(np.isin(np.unique(columns.engineer), must).sum()) * _bonus(left_out, columns)
    base = int(left_out.sum())
    return Packed(best, base - int(value[best].sum()), base + required - bound, job_prices)


def _gap(worth: Ints, chosen: list[int], bound: float) -> float:
    return bound - float(worth[chosen].sum())


def _bonus(left_out: Ints, columns: Columns) -> int:
    """More than everything else is worth, so that whoever must have a route gets one."""
    return int(left_out.sum()) + int(np.abs(columns.cost).max(initial=0)) + 1


def _free(columns: Columns, chosen: list[int], engineers: int, jobs: int) -> Bools:
    """Columns whose engineer and jobs are in none of the chosen ones."""
    idle, open_job = np.ones(engineers, bool), np.ones(jobs + 1, bool)
    idle[columns.engineer[chosen]] = False
    open_job[columns.stops[chosen].ravel()] = False
    open_job[NONE] = True
    free: Bools = idle[columns.engineer] & open_job[columns.stops].all(axis=1)
    return free


def _greedy(columns: Columns, worth: Ints, some: Ints, key: Floats) -> list[int]:
    """Some columns in falling order of key, then whatever else fits in falling order of worth."""
    chosen = _in_turn(columns, some[np.lexsort((-worth[some], -key[some]))], worth)
    return _filled(columns, worth, chosen)


def _filled(columns: Columns, worth: Ints, chosen: list[int]) -> list[int]:
    """The chosen columns with all that still fit."""
    engineers = int(columns.engineer.max(initial=-1)) + 1
    jobs = int(columns.stops.max(initial=-1)) + 1
    rest = np.nonzero(_free(columns, chosen, engineers, jobs) & (worth > 0))[0]
    return chosen + _in_turn(columns, rest[np.argsort(-worth[rest], kind="stable")], worth)


def _in_turn(columns: Columns, order: Ints, worth: Ints) -> list[int]:
    """Columns one after the other as long as engineer and jobs are free."""
    order = order[worth[order] > 0]
    engineers: set[int] = set()
    jobs: set[int] = set()
    chosen = []
    engineer_of, stops_of = columns.engineer[order].tolist(), columns.stops[order].tolist()
    for n, engineer, stops in zip(order.tolist(), engineer_of, stops_of, strict=True):
        if engineer not in engineers and jobs.isdisjoint(stops):
            engineers.add(engineer)
            jobs.update(stop for stop in stops if stop != NONE)
            chosen.append(n)
    return chosen


def _round(
    columns: Columns, worth: Ints, relaxed: Relaxed, margin: float, best: list[int], budget: Budget
) -> list[int]:
    """The best of what is in hand, a greedy rounding of the shares, and a dive."""
    shared = np.nonzero(relaxed.share > 1 - INTEGRAL)[0]
    options = [best, _greedy(columns, worth, shared, relaxed.share)]
    if len(shared) and float(relaxed.share[shared].min()) < INTEGRAL:
        options.append(_dive(columns, worth, relaxed, margin, budget))
    return max(options, key=lambda chosen: int(worth[chosen].sum()))


def _dive(columns: Columns, worth: Ints, relaxed: Relaxed, margin: float, budget: Budget) -> list[int]:
    """Fix what the relaxation has decided, or else its strongest leaning, and relax the rest again."""
    engineers, jobs = int(columns.engineer.max()) + 1, int(columns.stops.max()) + 1
    pool = np.nonzero((relaxed.reduced <= margin) | (relaxed.share > 0))[0]
    pool = pool[best_per_engineer(columns.only(pool), relaxed.reduced[pool], DIVE_PER_ENGINEER)]
    share, chosen = relaxed.share[pool], list[int]()
    for _ in range(DIVES):
        decided = share >= min(INTEGRAL, float(share.max(initial=0.0)))
        if not len(pool) or float(share.max()) <= 1 - INTEGRAL:
            break
        chosen += _in_turn(columns, pool[decided], worth)
        free = _free(columns, chosen, engineers, jobs)
        pool = pool[free[pool]]
        if not len(pool) or budget.left_s <= 0:
            break
        solved = solve(columns.only(pool), worth[pool], engineers, jobs, budget.left_s)
        if solved is None:
            break
        share = solved[0]
    return _filled(columns, worth, chosen)


def _search(columns: Columns, worth: Ints, relaxed: Relaxed, start: list[int], budget: Budget) -> list[int]:
    """CP-SAT over the columns whose reduced cost fits into the gap; the start if nothing better is found."""
    keep = np.nonzero(relaxed.reduced <= _gap(worth, start, relaxed.bound))[0]
    if len(keep) > MOST_COLUMNS:
        keep = keep[np.argsort(relaxed.reduced[keep], kind="stable")[:MOST_COLUMNS]]
    keep = np.union1d(keep, np.array(start, dtype=np.int64))
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in keep]
    for members in incidence(columns.only(keep), int(columns.engineer.max()) + 1):
        if len(members) > 1:
            model.add_at_most_one([taken[n] for n in members])
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, worth[keep].tolist()))
    already = set(start)
    for variable, n in zip(taken, keep.tolist(), strict=True):
        model.add_hint(variable, n in already)
    solver = cp_model.CpSolver()
    if np.isfinite(budget.left_s):
        solver.parameters.max_time_in_seconds = max(LEAST_S, budget.left_s)
    solver.parameters.max_deterministic_time = SEARCH_EFFORT
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEARCH_SEED
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    found = [n for variable, n in zip(taken, keep.tolist(), strict=True) if solver.boolean_value(variable)]
    return max(start, found, key=lambda chosen: int(worth[chosen].sum()))
