"""A large crew packed as one: all its columns listed side by side, priced, and dived for again and again.

No group has a border here, which is worth several percent of the promises in a dense city; but all columns
must be listed first. Where memory or time do not allow that, groups are packed one by one (`sweeps`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dispatch.instant.ground import Ground
from dispatch.model.budget import Budget
from dispatch.model.tables import Ints, Tables
from dispatch.solve.bounds import least_cost
from dispatch.solve.columns import Columns, Reach, enumerate_columns
from dispatch.solve.dives import Dive, Diver
from dispatch.solve.pool import Pool, joined, priced
from dispatch.solve.routes import Routes, starting_routes
from dispatch.solve.workers import Workers

COMPLETE: Final = Reach(latest_odds=0.0, depth=6, width=20_000)
REACHES: Final = (COMPLETE, replace(COMPLETE, nearest=100), replace(COMPLETE, nearest=40))
MOST_CELLS: Final = 25_000_000  # engineers × jobs and jobs × jobs: 200 MB a table
MOST_COLUMNS: Final = 8_000_000  # half a gigabyte with what is computed of them
MOST_COMPLETE: Final = 1_000_000  # more than that are listed only as far as they are likely to be driven
LISTED_AT_ONCE: Final = 250  # engineers
SAMPLED: Final = 24  # engineers whose columns are counted before any is listed
CELL_S: Final = 5e-8  # what a cell of the tables takes, about; what a column takes to be listed, and priced
LISTING_S: Final = 2e-6
PRICING_S: Final = 3.5e-7
DIVING_S: Final = 7e-4  # an engineer
TABLES_S: Final = 0.03  # what tables take beside their cells
HOPEFUL: Final = 0.8  # of the time may be foreseen for an answer
PROVING_SHARE: Final = 0.05  # of the time is for the bound
FEW: Final = 30_000  # columns that are listed sooner than processes are forked
LISTING_SHARE: Final = 0.6  # of the time may really pass until all is listed; groups get the rest
AT_ONCE: Final = 2  # refinements of one packing, of which the best is kept, with any number of processes
IDLE_ROUNDS: Final = 60  # refinements without a gain after which the plan is taken for settled


@dataclass(frozen=True)
class Lister:
    """Lists columns of some engineers in the indices of the whole crew."""

    tables: Tables
    reach: Reach

    def columns(self, rows: Ints, budget: Budget) -> Columns:
        """All their routes in time."""
        del budget
        listed = enumerate_columns(self.tables.rows(rows), self.reach)
        return replace(listed, engineer=rows[listed.engineer])


@dataclass(frozen=True)
class CrewPlan:
    """Routes of jobs in time (job indices), and a bound of any plan's cost where all routes were listed."""

    routes: Routes
    bound: int | None


def pack_crew(ground: Ground, worth: Ints, budget: Budget, *, seed: int, processes: int) -> CrewPlan | None:
    """Routes of jobs in time for everybody; None where columns are too many for memory or the time.

    `worth` is what being in time at each job is worth. `iterations` of the budget count refinements.
    """
    if not _has_tables(ground, budget) or budget.iterations == 0:
        return None
    left_s, tables = budget.left_s, ground.whole
    drives = tables.between
    slower = (
        (left_s - budget.left_s) / (TABLES_S + CELL_S * (drives.size + tables.may.size))
        if math.isfinite(left_s)
        else 1.0
    )
    reach = _affordable(tables, budget, processes, max(1.0, slower))
    columns = None if reach is None else _listed(tables, reach, budget, processes)
    if columns is None:
        return None
    proving_s = PROVING_SHARE * budget.left_s if columns.complete else 0.0
    sooner = budget.reserving(proving_s) if math.isfinite(proving_s) else budget
    pool = priced(columns, len(ground.problem.engineers), worth, sooner)
    routes = _routes(tables, pool, _refined(pool, sooner, seed, processes))
    return CrewPlan(routes, least_cost(tables, columns, worth, pool.price, budget))


def prove(ground: Ground, worth: Ints, budget: Budget, processes: int) -> int | None:
    """A bound of any plan's cost, found by listing all routes in time where that takes little time."""
    share = budget.within(PROVING_SHARE * budget.left_s)
    if not _has_tables(ground, share):
        return None
    tables = ground.whole
    count = expected_columns(tables, COMPLETE)
    if count > MOST_COMPLETE or count * (LISTING_S / processes + PRICING_S) > HOPEFUL * share.left_s:
        return None
    columns = _listed(tables, COMPLETE, share, processes if count > FEW else 1)
    if columns is None:
        return None
    pool = priced(columns, len(tables.engineers), worth, share)
    return least_cost(tables, columns, worth, pool.price, share)


def _has_tables(ground: Ground, budget: Budget) -> bool:
    """Whether there is memory and time for tables of all pairs."""
    engineers, jobs = len(ground.problem.engineers), len(ground.problem.jobs)
    cells = jobs * (engineers + jobs)
    return cells <= MOST_CELLS and cells * CELL_S <= HOPEFUL * budget.left_s / 2


def _affordable(tables: Tables, budget: Budget, processes: int, slower: float) -> Reach | None:
    """How far columns may reach for memory and the time, on a machine that is so much slower just now."""
    for reach in REACHES:
        count = expected_columns(tables, reach)
        needed_s = count * (LISTING_S / processes + PRICING_S) + DIVING_S * len(tables.engineers)
        most = MOST_COMPLETE if reach.nearest is None else MOST_COLUMNS
        if count <= most and slower * needed_s <= HOPEFUL * budget.left_s:
            return reach
    return None


def expected_columns(tables: Tables, reach: Reach) -> int:
    """How many routes of two stops in time there are, about, counted for a few engineers."""
    n = len(tables.engineers)
    rows = np.unique(np.linspace(0, n - 1, min(n, SAMPLED)).astype(np.int64))
    found = 0
    for row in rows.tolist():
        arrive = tables.ready[row] + tables.first[row]
        may = np.nonzero(tables.may[row])[0]
        first = may[(arrive <= tables.due)[may]]  # shifts that end soon are few
        first = first[np.argsort(arrive[first], kind="stable")[: reach.nearest]]
        depart = (arrive + tables.service[row])[first]
        second = depart[:, None] + tables.between[np.ix_(first, may)] <= tables.due[may]
        found += int(second.sum())
    return math.ceil(found * n / max(1, len(rows)))


def _listed(tables: Tables, reach: Reach, budget: Budget, processes: int) -> Columns | None:
    n = len(tables.engineers)
    parts = np.array_split(np.arange(n), max(AT_ONCE, math.ceil(n / LISTED_AT_ONCE)))
    limited = budget.within(LISTING_SHARE * budget.left_s)
    with Workers(Lister(tables, reach).columns, processes, limited) as workers:
        done = workers.each(parts)
    return joined([columns for _, columns in done]) if len(done) == len(parts) else None


def _refined(pool: Pool, budget: Budget, seed: int, processes: int) -> Ints:
    diver = Diver(pool)
    seeds = np.random.SeedSequence(seed)
    chosen = diver.dive(Dive(np.zeros(0, dtype=np.int64), 0), budget)
    idle, count = 0, 1
    with Workers(diver.dive, processes, budget) as workers:
        while idle < IDLE_ROUNDS and budget.left_s > 0 and count != budget.iterations:
            tasks = [Dive(chosen, int(lot.generate_state(1)[0])) for lot in seeds.spawn(AT_ONCE)]
            best = max([chosen, *(found for _, found in workers.each(tasks))], key=diver.worth)
            idle = 0 if diver.worth(best) > diver.worth(chosen) else idle + 1
            chosen, count = best, count + 1
    return chosen


def _routes(tables: Tables, pool: Pool, chosen: Ints) -> Routes:
    routes = starting_routes(tables)
    for n in chosen.tolist():
        routes[int(pool.columns.engineer[n])] = pool.columns.route(n)
    return routes
