"""The problem as arrays: what the solvers look at instead of one engineer and one job at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.model.eligibility import eligible
from dispatch.model.objective import Weights, first_stop_cost, pair_costs, start_delay
from dispatch.model.problem import Problem
from dispatch.model.timing import Breaks
from dispatch.travel import TravelTimes

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

ALWAYS_OPEN: Final = -(10**15)
NONE: Final = -1


@dataclass(frozen=True)
class Tables:
    """n engineers × m jobs. Rows and columns follow `engineers` and `jobs` (indices into the problem).

    `first` is the drive from where an engineer is; `turn` the price of a first stop that turns the engineer
    round, `idle` that of no stop at all; `lag` and `variance` describe the service under way; `fixed` is the
    job that must come first and `heading` the one being driven to (column, or -1).
    """

    problem: Problem
    weights: Weights
    times: TravelTimes
    engineers: Ints
    jobs: Ints
    ready: Ints
    shift_end: Ints
    most_stops: Ints
    lag: Floats
    variance: Floats
    idle: Ints
    fixed: Ints
    heading: Ints
    breaks: tuple[Breaks, ...]
    may: Bools
    first: Ints
    service: Ints
    pair: Ints
    due: Ints
    opens: Ints
    priority: Ints
    left_out: Ints

    @cached_property
    def between(self) -> Ints:
        """Drives between the jobs, shape (m, m)."""
        points = [self.problem.jobs[k].point for k in self.jobs.tolist()]
        return self.times.matrix(points, points)

    @cached_property
    def columns(self) -> Ints:
        """Which job each column is, for all rows alike (1, m) or for each row (n, m)."""
        return np.arange(len(self.jobs))[None, :]

    def onward(self, last: Ints) -> Ints:
        """Drives from the last stops of routes (n, c) to every job; padding is taken for the last job."""
        onward: Ints = self.between[np.minimum(last, len(self.jobs) - 1)]
        return onward

    def opens_of(self, row: int) -> Ints:
        """When the jobs of a row open."""
        del row
        return self.opens

    def occupied(self, drive: Ints, arrive: Ints, clock: Ints) -> Ints:
        """Seconds that a stop takes of an engineer who leaves at `clock`, besides its service."""
        del arrive, clock
        return drive

    @cached_property
    def resting(self) -> list[int]:
        """Rows of engineers with breaks."""
        return [row for row, breaks in enumerate(self.breaks) if breaks]

    def turn(self, row: int) -> Ints:
        """Price of each job as this engineer's first stop."""
        price = np.full(len(self.jobs), self.idle[row], dtype=np.int64)
        if self.heading[row] != NONE:
            price[self.heading[row]] = 0
        return price

    def part(self, rows: Sequence[int] | Ints, columns: Sequence[int] | Ints) -> Tables:
        """The tables of some engineers and jobs only."""
        r, c = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        place = np.full(len(self.jobs) + 1, NONE, dtype=np.int64)
        place[c] = np.arange(len(c))
        cells = np.ix_(r, c)
        return Tables(
            self.problem, self.weights, self.times, self.engineers[r], self.jobs[c], self.ready[r],
            self.shift_end[r], self.most_stops[r], self.lag[r], self.variance[r], self.idle[r],
            place[self.fixed[r]], place[self.heading[r]], tuple(self.breaks[n] for n in r.tolist()),
            self.may[cells], self.first[cells], self.service[cells], self.pair[cells], self.due[c],
            self.opens[c], self.priority[c], self.left_out[c],
        )  # fmt: skip

    def rows(self, some: Ints) -> Tables:
        """The tables of some engineers and all jobs, which share the drives between jobs."""
        part = self.part(some, np.arange(len(self.jobs)))
        vars(part)["between"] = self.between
        return part

    def ids(self, routes: Sequence[Sequence[int]]) -> dict[str, tuple[str, ...]]:
        """Routes of columns, one a row, as engineer id → job ids."""
        return {
            self.problem.engineers[n].id: tuple(self.problem.jobs[self.jobs[k]].id for k in route)
            for n, route in zip(self.engineers.tolist(), routes, strict=True)
        }


def build_tables(problem: Problem, weights: Weights, times: TravelTimes) -> Tables:
    """Tables of the whole problem."""
    engineers, jobs, column = problem.engineers, problem.jobs, problem.job_index
    delays = np.array([start_delay(problem, e, weights) for e in engineers]).reshape(-1, 2)
    factors = np.array([problem.service_factor.get(e.stars, 1.0) for e in engineers]).reshape(-1, 1)
    expected = np.array([j.expected_service_s for j in jobs]).reshape(1, -1)
    service = np.ceil(expected * factors).astype(np.int64)
    fixed = [problem.fixed_first.get(e.id) for e in engineers]
    return Tables(
        problem=problem,
        weights=weights,
        times=times,
        engineers=np.arange(len(engineers)),
        jobs=np.arange(len(jobs)),
        ready=_ints(problem.ready_s(e) for e in engineers),
        shift_end=_ints(e.shift_end_s for e in engineers),
        most_stops=_ints(problem.most_stops(e) for e in engineers),
        lag=delays[:, 0],
        variance=delays[:, 1],
        idle=_ints(first_stop_cost(e, None, weights) for e in engineers),
        fixed=_ints(NONE if f is None else column[f] for f in fixed),
        heading=_ints(NONE if e.heading_to is None else column[e.heading_to] for e in engineers),
        breaks=tuple(e.breaks for e in engineers),
        may=eligible(problem),
        first=times.matrix([e.at for e in engineers], [j.point for j in jobs]),
        service=service,
        pair=pair_costs(problem, weights) + weights.service_s * service,
        due=_ints(j.due_at_s for j in jobs),
        opens=_ints(ALWAYS_OPEN if j.window_start_s is None else j.window_start_s for j in jobs),
        priority=_ints(j.priority for j in jobs),
        left_out=unserved_costs(problem, weights),
    )


def unserved_costs(problem: Problem, weights: Weights) -> Ints:
    """`unserved_score` of every job, shape (m,)."""
    over_s = problem.now_s + weights.unserved_s - _ints(job.due_at_s for job in problem.jobs)
    late = weights.late * _ints(job.priority for job in problem.jobs)
    costs: Ints = np.where(over_s > 0, late + weights.late_s * over_s, 0)
    return costs


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
