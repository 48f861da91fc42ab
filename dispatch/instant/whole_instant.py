"""One instant judged on its own: exact set packing of the whole crew, or sweeps of groups when it is large.

First as many promises as possible are kept, by their priority; jobs that cannot be are appended late.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from dispatch.instant.crew import pack_crew, prove
from dispatch.instant.ground import Ground
from dispatch.instant.sweeps import ON_TIME, Group, Packer, groups_of, merged
from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Ints, Tables
from dispatch.solve.bounds import least_cost
from dispatch.solve.columns import Columns, enumerate_columns
from dispatch.solve.packing import Packed, pack
from dispatch.solve.routes import EXACT_ENGINEERS, Routes, append_late, assigned, cost_of, starting_routes
from dispatch.solve.workers import Workers

EXACT_CELLS: Final = 75_000  # engineers × jobs; more jobs than that have too many routes to list
GROUPS: Final = (40, 60, 80)  # engineers of a group: small ones are packed quickly, large ones well
CROWDED: Final = 2.5  # jobs an engineer for which those are meant; with fewer jobs groups may be larger
LARGEST: Final = 3.0  # times so large at most
DENSE: Final = 1.5  # jobs an engineer from which borders of groups cost promises
SERVING: Final = 6.5  # appending what is late takes about so many times the reading of the snapshot
FORKING_S: Final = 0.03  # and the processes for it this long to start and end
HURRIED: Final = 40  # engineers of a group when there is no time for more than an answer
FEW: Final = 500  # late jobs that are appended sooner than processes are forked
CHECKING: Final = 5.0  # in a small crew, with pricing and comparing
IDLE_SWEEPS: Final = 8  # sweeps without a gain after which the plan is taken for settled
PROCESSES: Final = 2
PACKING_SHARE: Final = 0.7  # of the time; the rest is for a second opinion and the bound


@dataclass(frozen=True)
class InstantAnswer:
    """Routes (job indices) of all engineers, and a lower bound of any plan's cost where there is one."""

    routes: Routes
    bound: int | None = None


def solve(
    ground: Ground, budget: Budget, *, seed: int = 0, processes: int | None = None, reading_s: float = 0.0
) -> InstantAnswer:
    """The best routes that the budget allows; all of `budget` may be used.

    `reading_s` is what reading the snapshot took: a measure of its size on this machine as it is now.
    """
    engineers, jobs = len(ground.problem.engineers), len(ground.problem.jobs)
    if engineers <= EXACT_ENGINEERS and engineers * jobs <= EXACT_CELLS:
        return _exact(ground, budget.reserving(CHECKING * reading_s))
    count = processes or min(PROCESSES, os.cpu_count() or 1)
    scale = min(LARGEST, max(1.0, CROWDED * engineers / jobs))
    sizes = tuple(round(scale * size) for size in GROUPS)
    # other work shares the processors: two processes are seldom twice as fast
    budget = budget.reserving(FORKING_S + SERVING * reading_s / ((1 + count) / 2))
    worth = ground.worth(ground.problem.promise_s)
    crew = None
    if jobs >= DENSE * engineers:
        crew = pack_crew(ground, worth, budget, seed=seed, processes=count)
    if crew is None:
        bound = prove(ground, worth, budget, count)
        return InstantAnswer(sweep(ground, budget, seed=seed, processes=count, sizes=sizes), bound)
    routes = all_served(ground, crew.routes, budget, seed=seed, processes=count, size=sizes[-1])
    return InstantAnswer(routes, crew.bound)


def _exact(ground: Ground, budget: Budget) -> InstantAnswer:
    tables = ground.whole
    columns = enumerate_columns(tables, ON_TIME)
    worth = ground.worth(ground.problem.promise_s)
    packed = _pack(tables, columns, worth, budget.within(PACKING_SHARE * budget.left_s))
    late = append_late(tables, _routes(tables, columns, packed))
    options = [late, assigned(tables)] if budget.left_s > 0 else [late]
    if sum(map(len, late)) < len(tables.jobs) and budget.left_s > 0:
        # some are not served at all, which costs more than being late
        again = _pack(tables, columns, tables.left_out, budget)
        options.append(append_late(tables, _routes(tables, columns, again)))
    best = min(options, key=partial(cost_of, tables))
    return InstantAnswer(best, least_cost(tables, columns, worth, packed.prices, budget))


def _pack(tables: Tables, columns: Columns, worth: Ints, budget: Budget) -> Packed:
    must = np.nonzero(tables.fixed != NONE)[0]
    return pack(columns, len(tables.engineers), worth, must, budget)


def _routes(tables: Tables, columns: Columns, packed: Packed) -> Routes:
    routes = starting_routes(tables)
    for n in packed.chosen:
        routes[int(columns.engineer[n])] = columns.route(n)
    return routes


def sweep(
    ground: Ground, budget: Budget, *, seed: int, processes: int, sizes: tuple[int, ...] = GROUPS
) -> Routes:
    """Routes by sweeps over groups of these sizes, the last again and again; all that can be served is."""
    packer = Packer(ground, ground.worth(ground.problem.promise_s))
    routes = fixed_routes(ground)
    if budget.left_s > FORKING_S:  # or else starting processes is all they would do
        with Workers(packer.on_time, processes, budget) as workers:
            routes = _keep_promises(ground, workers, np.random.default_rng(seed), budget, sizes)
    return all_served(ground, routes, budget, seed=seed, processes=processes, size=sizes[-1])


def all_served(
    ground: Ground, routes: Routes, budget: Budget, *, seed: int, processes: int, size: int
) -> Routes:
    """The routes with all jobs appended that can be, however long that takes, by groups of `size`."""
    packer = Packer(ground, ground.worth(ground.problem.promise_s))
    rng = np.random.default_rng(seed)
    size = size if budget.left_s > 0 or any(routes) else min(size, HURRIED)
    left = len(ground.problem.jobs) - sum(map(len, routes))
    count = processes if left > FEW else 1
    with Workers(packer.all_served, count, Budget(budget.timer, math.inf)) as workers:
        for wide in (size, 2 * size):  # wider groups for what found no place in its own
            if sum(map(len, routes)) < len(ground.problem.jobs):
                groups = [group for group in groups_of(ground, routes, wide, rng) if group.has_open_jobs]
                routes = merged(routes, workers.each(groups))
    return routes


def _keep_promises(
    ground: Ground,
    workers: Workers[Group, Routes],
    rng: np.random.Generator,
    budget: Budget,
    sizes: tuple[int, ...],
) -> Routes:
    """Routes of jobs in time, by sweeps until the budget is spent or nothing is gained any more."""
    routes = fixed_routes(ground)
    idle = count = 0
    while idle < IDLE_SWEEPS and budget.left_s > 0 and count != budget.iterations:
        size = sizes[min(count, len(sizes) - 1)]
        better = merged(routes, workers.each(groups_of(ground, routes, size, rng)))
        idle = idle + 1 if better == routes else 0
        routes, count = better, count + 1
    return routes


def fixed_routes(ground: Ground) -> Routes:
    """Nothing but the frozen first stops."""
    problem = ground.problem
    first = [problem.fixed_first.get(engineer.id) for engineer in problem.engineers]
    return [[] if job_id is None else [problem.job_index[job_id]] for job_id in first]
