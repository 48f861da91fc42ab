"""The tables of several futures at once: the present's rows once for each, with the requests drawn behind.

Row `f * n + e` is engineer e in future f; columns are the open jobs and then that future's own requests. So
whatever reads tables grows the routes of all futures in one pass, and the present's arrays are copied, not
computed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dispatch.model.demand import HOUR_S, Kind
from dispatch.model.problem import Engineer, Problem
from dispatch.model.tables import Bools, Floats, Ints, Tables
from dispatch.scenarios.draw import Draws
from dispatch.travel import TravelTimes, travel_times

CERTAINTY: Final = 0.5  # what a request that may come counts beside one that has come


@dataclass(frozen=True)
class Futures(Tables):
    """`blocks` futures, of whose columns the first `known` are open jobs.

    `share` (rows, 1, columns) is what each counts, 1 for open jobs; so are `due`, `opens` and `priority`
    shaped. `steps` (blocks × columns, columns) are the drives between jobs. `chosen` are the columns that
    these tables are narrowed to, each row's own; None for all.
    """

    blocks: int
    known: int
    share: Floats
    steps: Ints
    chosen: Ints | None = None

    @property
    def width(self) -> int:
        """Columns of a future before narrowing, and the padding of its routes."""
        return int(self.steps.shape[1])

    @property
    def crew(self) -> int:
        """Engineers of a future."""
        return len(self.may) // self.blocks

    @property
    def shift(self) -> Ints:
        """Where each row's future begins among the jobs of all futures."""
        return np.repeat(np.arange(self.blocks) * self.width, self.crew)

    @property
    def columns(self) -> Ints:
        """Which job each column is."""
        return np.arange(self.width)[None, :] if self.chosen is None else self.chosen

    def opens_of(self, row: int) -> Ints:
        """When the jobs of a row open."""
        opens: Ints = self.opens[row]
        return opens

    def occupied(self, drive: Ints, arrive: Ints, clock: Ints) -> Ints:
        """To wait for a request that may come takes the engineer's time like driving."""
        coming = (self.columns >= self.known)[:, None, :]
        return np.where(coming, arrive - clock, drive)

    def onward(self, last: Ints) -> Ints:
        """Drives from the last stops (rows, c) to every job of the same future."""
        origin = np.minimum(last, self.width - 1) + self.shift[:, None]
        if self.chosen is None:
            every: Ints = self.steps[origin]
            return every
        some: Ints = self.steps.ravel()[origin[:, :, None] * self.width + self.chosen[:, None, :]]
        return some

    def narrow(self, columns: Ints) -> Futures:
        """The tables of some of each row's columns (rows, k)."""
        rows = np.arange(len(columns))[:, None]
        flat = ("may", "first", "service", "pair")
        deep = ("due", "opens", "priority", "share")
        some: dict[str, Any] = {name: getattr(self, name)[rows, columns] for name in flat}
        some |= {name: getattr(self, name)[rows, 0, columns][:, None, :] for name in deep}
        return replace(self, chosen=columns, **some)


def futures(tables: Tables, draws: Draws) -> Futures:
    """The tables of these futures."""
    problem, (s, k) = tables.problem, draws.real.shape
    n, m = tables.may.shape
    points = [(lat, lon) for lat, lon in draws.point.reshape(-1, 2).tolist()]
    crew = [problem.engineers[e] for e in tables.engineers.tolist()]
    along_roads = roads(problem, tables.times)
    may, service, pair = _asked(tables, crew, draws)
    first = along_roads.matrix([e.at for e in crew], points).reshape(n, s, k).transpose(1, 0, 2)
    along = _Along(s, n)
    return Futures(
        problem=problem, weights=tables.weights, times=tables.times, engineers=along.rows(tables.engineers),
        jobs=np.arange(m + k), ready=along.rows(tables.ready), shift_end=along.rows(tables.shift_end),
        most_stops=along.rows(tables.most_stops), lag=along.rows(tables.lag),
        variance=along.rows(tables.variance), idle=along.rows(tables.idle), fixed=along.rows(tables.fixed),
        heading=along.rows(tables.heading), breaks=tables.breaks * s, may=along.cells(tables.may, may),
        first=along.cells(tables.first, first), service=along.cells(tables.service, service),
        pair=along.cells(tables.pair, pair),
        due=along.columns(tables.due, draws.at_s + problem.promise_s),
        opens=along.columns(tables.opens, draws.at_s),
        priority=along.columns(tables.priority, np.ones((s, k), np.int64)),
        left_out=np.zeros(m + k, np.int64), blocks=s, known=m,
        share=along.columns(np.ones(m), np.where(draws.real, CERTAINTY, 0.0)),
        steps=_steps(tables, along_roads, points, s),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Along:
    """How the present's arrays become those of s futures of n engineers."""

    s: int
    n: int

    def rows(self, present: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One number an engineer."""
        return np.tile(present, self.s)

    def cells(self, present: npt.NDArray[Any], drawn: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(n, m) of open jobs beside (s, n, k) of drawn ones."""
        wide = np.broadcast_to(present, (self.s, *present.shape))
        return np.concatenate([wide, drawn], axis=2).reshape(self.s * self.n, -1)

    def columns(self, present: npt.NDArray[Any], drawn: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(m,) of open jobs beside (s, k) of drawn ones."""
        wide = np.concatenate([np.broadcast_to(present, (self.s, len(present))), drawn], axis=1)
        return np.repeat(wide, self.n, axis=0)[:, None, :]


def roads(problem: Problem, times: TravelTimes) -> TravelTimes:
    """A road engine is not asked about places to which nobody may ever drive."""
    if problem.travel.model != "osrm":
        return times
    return travel_times(replace(problem.travel, model="great_circle", url=None))


def _steps(tables: Tables, along: TravelTimes, points: Sequence[tuple[float, float]], s: int) -> Ints:
    """Drives between the jobs of each future, one future under the other."""
    known = [tables.problem.jobs[job].point for job in tables.jobs.tolist()]
    m, k = len(known), len(points) // s
    steps = np.empty((s, m + k, m + k), np.int64)
    steps[:, :m, :m] = tables.between
    steps[:, :m, m:] = along.matrix(known, points).reshape(m, s, k).transpose(1, 0, 2)
    steps[:, m:, :m] = along.matrix(points, known).reshape(s, k, m)
    for f in range(s):
        mine = points[f * k : f * k + k]
        steps[f, m:, m:] = along.matrix(mine, mine)
    return steps.reshape(s * (m + k), m + k)


def _asked(tables: Tables, crew: Sequence[Engineer], draws: Draws) -> tuple[Bools, Ints, Ints]:
    """Who may serve each drawn request, its service and what the pair costs, each (s, n, k)."""
    problem, weights, kinds = tables.problem, tables.weights, draws.kinds
    expected = np.array([kind.expected_service_s for kind in kinds])
    wanted = np.array([kind.min_stars for kind in kinds])
    stars = np.array([e.stars for e in crew])[:, None]
    factors = np.array([problem.service_factor.get(e.stars, 1.0) for e in crew])[:, None]
    worked = np.array([weights.worked_h * e.worked_s // HOUR_S for e in crew])[:, None]
    service = np.ceil(expected * factors).astype(np.int64)
    pair = weights.star * np.maximum(0, stars - wanted) + worked + weights.service_s * service
    drawn = draws.kind
    return able(problem, crew, draws), service[:, drawn].transpose(1, 0, 2), pair[:, drawn].transpose(1, 0, 2)


def able(problem: Problem, crew: Sequence[Engineer], draws: Draws) -> Bools:
    """Who may serve each drawn request (s, n, k)."""
    wanted = np.array([kind.min_stars for kind in draws.kinds])
    stars = np.array([e.stars for e in crew])[:, None]
    may = _may(problem, crew, draws.kinds) & (stars >= wanted)
    found: Bools = may[:, draws.kind].transpose(1, 0, 2) & draws.real[:, None, :]
    return found


def _may(problem: Problem, crew: Sequence[Engineer], kinds: Sequence[Kind]) -> Bools:
    """Who has the skill for each kind and is of its provider, stars apart."""
    pairs = dict.fromkeys((kind.skill, kind.provider) for kind in kinds)
    wants = {want: n for n, want in enumerate(pairs)}
    place = np.array([wants[kind.skill, kind.provider] for kind in kinds])
    at_work = [e.available and e.max_jobs != 0 and problem.ready_s(e) < e.shift_end_s for e in crew]
    table = [
        [here and skill in e.skills and provider in (None, e.provider) for skill, provider in wants]
        for e, here in zip(crew, at_work, strict=True)
    ]
    return np.array(table, dtype=bool)[:, place]
