"""Plans of large crews: cut the city into groups, pack each exactly, turn the cuts, and again.

A sweep changes the routes of every group independently of all others, so groups may be packed side by side,
in any order and by any number of processes, with one result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dispatch.instant.ground import Ground
from dispatch.instant.territories import cut
from dispatch.model.budget import Budget
from dispatch.model.tables import NONE, Ints, Tables
from dispatch.solve.assignment import append_by_rounds
from dispatch.solve.columns import Reach, enumerate_columns
from dispatch.solve.packing import pack
from dispatch.solve.routes import Routes, cost_of, starting_routes

ON_TIME: Final = Reach(latest_odds=0.0, depth=6, width=4000)  # routes in time, all but a few


@dataclass(frozen=True)
class Group:
    """One part of the city: engineers, the jobs they may plan with, and their routes (job indices)."""

    engineers: Ints
    jobs: Ints
    routes: Routes

    @property
    def has_open_jobs(self) -> bool:
        """Whether a job is in none of the routes."""
        return len(self.jobs) > sum(map(len, self.routes))


@dataclass(frozen=True)
class Packer:
    """Packs groups of one ground; `worth` is what being in time at each job is worth."""

    ground: Ground
    worth: Ints

    def on_time(self, group: Group, budget: Budget) -> Routes:
        """Routes of jobs reached in time, worth more than the group's own, or those."""
        tables = self._tables(group)
        columns = enumerate_columns(tables, ON_TIME)
        must = np.nonzero(tables.fixed != NONE)[0]
        packed = pack(columns, len(tables.engineers), tables.left_out, must, budget, prove=False)
        found = starting_routes(tables)
        for n in packed.chosen:
            found[int(columns.engineer[n])] = columns.route(n)
        if cost_of(tables, found) >= cost_of(tables, _within(group)):
            return group.routes
        return _abroad(group, found)

    def all_served(self, group: Group, budget: Budget) -> Routes:
        """The group's routes with whatever jobs are left appended, late as they are."""
        del budget
        tables = self.ground.part(group.engineers, group.jobs)
        return _abroad(group, append_by_rounds(tables, _within(group)))

    def _tables(self, group: Group) -> Tables:
        tables = self.ground.part(group.engineers, group.jobs)
        return replace(tables, left_out=self.worth[group.jobs])


def _within(group: Group) -> Routes:
    place = {job: n for n, job in enumerate(group.jobs.tolist())}
    return [[place[job] for job in route] for route in group.routes]


def _abroad(group: Group, routes: Routes) -> Routes:
    jobs = group.jobs.tolist()
    return [[jobs[stop] for stop in route] for route in routes]


def groups_of(ground: Ground, routes: Routes, size: int, rng: np.random.Generator) -> Iterator[Group]:
    """Cut the city; jobs in a route go with their engineer, the others with the area."""
    planned = np.zeros(len(ground.problem.jobs), dtype=bool)
    planned[[job for route in routes for job in route]] = True
    everyone, free = np.arange(len(routes)), np.nonzero(~planned)[0]
    for engineers, jobs in cut(everyone, free, ground.at, ground.points, size, rng):
        mine = [routes[n] for n in engineers.tolist()]
        own = np.array([job for route in mine for job in route], dtype=np.int64)
        yield Group(engineers, np.concatenate([own, jobs]), mine)


def merged(routes: Routes, changed: Iterable[tuple[Group, Routes]]) -> Routes:
    """The routes with those of the groups in their places."""
    result = list(routes)
    for group, found in changed:
        for n, route in zip(group.engineers.tolist(), found, strict=True):
            result[n] = route
    return result
