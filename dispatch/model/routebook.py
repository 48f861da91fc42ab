"""Routes timed and priced once, as arrays: what every question about an insertion starts from.

The stops of all routes lie in one flat array, engineer after engineer. A route of k stops has k + 1 nodes:
the state in which the engineer leaves its start, its first stop, and so on. A stop inserted after a node
depends on that node and changes only what follows it, so that no prefix of a route is ever timed twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.model.objective import Weights, first_stop_cost, pair_cost, start_delay, weights_for
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.risk.lateness import CERTAIN_S, service_moments
from dispatch.travel import Point, TravelTimes, travel_times

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Routes: TypeAlias = Mapping[str, Sequence[str]]

ALWAYS_OPEN: Final = -(10**15)
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where routes stand: `row` whose each is, when it is free, its lag and variance, its cost so far."""

    row: Ints
    free: Ints
    lag: Floats
    variance: Floats
    cost: Ints

    def at(self, index: Ints) -> Clocks:
        """Copies of the entries at `index`."""
        return Clocks(
            self.row[index], self.free[index], self.lag[index], self.variance[index], self.cost[index]
        )


@dataclass(frozen=True, slots=True)
class Calls:
    """Stops about to be made, one a clock: the drive there, and what does not depend on the time.

    `fixed` is the price of the pairing and of the service; `under_way` marks drives that ignore breaks.
    """

    drive: Ints
    service: Ints
    opens: Ints
    due: Ints
    priority: Ints
    fixed: Ints
    under_way: Bools

    def at(self, index: Ints) -> Calls:
        """The entries at `index`."""
        return Calls(
            self.drive[index], self.service[index], self.opens[index], self.due[index],
            self.priority[index], self.fixed[index], self.under_way[index],
        )  # fmt: skip


class RouteBook:
    """The routes of all engineers of a problem (engineer id → job ids), timed by the rules of `timing.walk`.

    Shapes: n engineers, s stops in all. `begins` (n + 1) delimits each engineer's stops; node g of engineer e
    is `begins[e] + e + g`.
    """

    def __init__(self, problem: Problem, routes: Routes, times: TravelTimes | None = None) -> None:
        """Raises KeyError if a route names an unknown job."""
        self.problem, self.routes = problem, routes
        self.times = times or travel_times(problem.travel)
        self.weights = weights_for(problem)
        chains = [[problem.job(job_id) for job_id in routes.get(e.id, ())] for e in problem.engineers]
        self.jobs_at = [job for chain in chains for job in chain]
        self.sizes = _ints(len(chain) for chain in chains)
        self.begins: Ints = np.append(0, np.cumsum(self.sizes))
        self.ends: Ints = self.begins[1:] + np.arange(len(chains))
        self.points = [p for e, jobs in zip(problem.engineers, chains, strict=True) for p in _nodes(e, jobs)]
        self.heading = _ints(
            NONE if e.heading_to is None else problem.job_index[e.heading_to] for e in problem.engineers
        )
        self.shift_end = _ints(e.shift_end_s for e in problem.engineers)
        self.most_stops = _ints(problem.most_stops(e) for e in problem.engineers)
        self._turn = _ints(first_stop_cost(e, None, self.weights) for e in problem.engineers)
        self._breaks = _breaks(problem.engineers)
        self._moments = service_moments(self.weights.service_sigma)
        self._calls = self._all_calls()
        self.drives, self.due = self._calls.drive, self._calls.due
        self.arrive, self.nodes = self._timed()

    def without(self, job_id: str) -> RouteBook:
        """The book with a job taken out of its route; itself if it is in none."""
        if all(job.id != job_id for job in self.jobs_at):
            return self
        rest = {key: [stop for stop in stops if stop != job_id] for key, stops in self.routes.items()}
        return RouteBook(self.problem, rest, self.times)

    def first_stop(self, row: int) -> str | None:
        """The job that an engineer's route starts with."""
        return self.jobs_at[int(self.begins[row])].id if self.sizes[row] else None

    def first_costs(self, rows: Ints, job: Job) -> Ints:
        """What a job costs each engineer for being the first stop."""
        return np.where(self.are_heading_to(job, rows), 0, self._turn[rows])

    def are_heading_to(self, job: Job, rows: Ints) -> Bools:
        """Which of the engineers `rows` are driving to this job now."""
        on_the_way: Bools = self.heading[rows] == self.problem.job_index[job.id]
        return on_the_way

    def calls(self, stop: Ints, drive: Ints) -> Calls:
        """The stops at some flat indices, driven to in `drive` seconds, none of them under way."""
        return replace(self._calls.at(stop), drive=drive, under_way=np.zeros(len(stop), dtype=bool))

    def new_calls(self, job: Job, rows: Ints, drive: Ints, first: Bools) -> Calls:
        """One job as the next stop of the engineers `rows`; `first` tells where it begins the route."""
        own, place = np.unique(rows, return_inverse=True)
        crew = [self.problem.engineers[n] for n in own.tolist()]
        service = _ints(self.problem.service_s(e, job) for e in crew)
        fixed = _ints(pair_cost(e, job, self.weights) for e in crew) + self.weights.service_s * service
        under_way = first & self.are_heading_to(job, rows)
        return Calls(
            drive=drive,
            service=service[place],
            opens=np.full(len(rows), opens_s(job)),
            due=np.full(len(rows), job.due_at_s),
            priority=np.full(len(rows), job.priority),
            fixed=fixed[place],
            under_way=under_way,
        )

    def visit(self, clocks: Clocks, calls: Calls) -> tuple[Clocks, Ints]:
        """Make one stop on every route; returns where they stand then, and the arrivals."""
        arrive = self.arrivals(clocks, calls.drive, calls.service, calls.opens)
        if self._breaks and calls.under_way.any():
            direct = np.maximum(clocks.free + calls.drive, calls.opens)
            arrive = np.where(calls.under_way, direct, arrive)
        slack = calls.due - arrive - clocks.lag
        variance = clocks.variance + (self.weights.travel_sigma * calls.drive) ** 2
        mean, unit_variance = self._moments
        after = Clocks(
            row=clocks.row,
            free=arrive + calls.service,
            lag=clocks.lag + (mean - 1) * calls.service,
            variance=variance + unit_variance * calls.service**2,
            cost=clocks.cost
            + _risk(self.weights, calls.priority, slack, variance)
            + self.weights.drive_s * calls.drive
            + calls.fixed,
        )
        return after, arrive

    def arrivals(self, clocks: Clocks, drive: Ints, service: Ints, opens: Ints | int) -> Ints:
        """When each clock's next stop is reached: `timing.visit_times` for every route at once."""
        free = clocks.free
        arrive: Ints = np.maximum(free + drive, opens)
        for starts, ends in self._breaks:
            start, end = starts[clocks.row], ends[clocks.row]
            clash = (start < arrive + service) & (end > free) & (end > start)
            free = np.where(clash, end, free)
            arrive = np.maximum(free + drive, opens)
        return arrive

    def _timed(self) -> tuple[Ints, Clocks]:
        """Arrivals and nodes, position by position: each step for all routes that are long enough."""
        arrive, nodes = np.zeros(len(self.jobs_at), dtype=np.int64), self._starts()
        for position in range(int(self.sizes.max(initial=0))):
            rows = np.nonzero(self.sizes > position)[0]
            stop = self.begins[rows] + position
            node = stop + rows
            after, arrive[stop] = self.visit(nodes.at(node), self._calls.at(stop))
            nodes.free[node + 1], nodes.lag[node + 1] = after.free, after.lag
            nodes.variance[node + 1], nodes.cost[node + 1] = after.variance, after.cost
        return arrive, nodes

    def _starts(self) -> Clocks:
        """Every node as if it were its route's first; the price begins with that of the first stop."""
        crew = self.problem.engineers
        delays = np.array([start_delay(self.problem, e, self.weights) for e in crew]).reshape(-1, 2)
        used = np.nonzero(self.sizes)[0]
        first = self._turn.copy()
        first[used[self._calls.under_way[self.begins[used]]]] = 0
        ready = _ints(self.problem.ready_s(e) for e in crew)
        row = np.repeat(np.arange(len(crew)), self.sizes + 1)
        return Clocks(np.arange(len(crew)), ready, delays[:, 0], delays[:, 1], first).at(row)

    def _all_calls(self) -> Calls:
        rows = np.repeat(np.arange(len(self.sizes)), self.sizes)
        pairs = [(self.problem.engineers[n], job) for n, job in zip(rows.tolist(), self.jobs_at, strict=True)]
        service = _ints(self.problem.service_s(e, job) for e, job in pairs)
        fixed = _ints(pair_cost(e, job, self.weights) for e, job in pairs)
        first = np.arange(len(pairs)) == self.begins[rows]
        goals = _ints(self.problem.job_index[job.id] for _, job in pairs)
        ends = set(self.ends.tolist())
        origins = [point for node, point in enumerate(self.points) if node not in ends]
        return Calls(
            drive=self.times.pairs(origins, [job.point for _, job in pairs]),
            service=service,
            opens=_ints(opens_s(job) for _, job in pairs),
            due=_ints(job.due_at_s for _, job in pairs),
            priority=_ints(job.priority for _, job in pairs),
            fixed=fixed + self.weights.service_s * service,
            under_way=first & (goals == self.heading[rows]),
        )


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def opens_s(job: Job) -> int:
    """When a job may be started, long ago if it has no window."""
    return ALWAYS_OPEN if job.window_start_s is None else job.window_start_s


def _nodes(engineer: Engineer, jobs: Sequence[Job]) -> list[Point]:
    return [engineer.at, *(job.point for job in jobs)]


def _breaks(crew: Sequence[Engineer]) -> list[tuple[Ints, Ints]]:
    """Starts and ends of everybody's n-th break; whoever has fewer gets empty ones."""
    most = max((len(e.breaks) for e in crew), default=0)
    padded = [(*e.breaks, *((0, 0),) * (most - len(e.breaks))) for e in crew]
    table = np.array(padded, dtype=np.int64).reshape(len(crew), most, 2)
    return [(table[:, n, 0], table[:, n, 1]) for n in range(most)]


def _risk(weights: Weights, priority: Ints, slack_s: Floats, variance: Floats) -> Ints:
    """Price of the odds of being late and of the seconds late, rounded as `objective.route_score` does."""
    odds, late_s = np.asarray(slack_s < 0, dtype=np.float64), np.maximum(0.0, -slack_s)
    spread = np.sqrt(variance)
    unsure = np.nonzero(spread > CERTAIN_S)[0]
    if len(unsure):
        slack, wide = slack_s[unsure], spread[unsure]
        z = slack / wide
        # numpy has no complementary error function, and an approximation would rank near ties differently
        upper = 0.5 * np.fromiter(map(math.erfc, (z / math.sqrt(2)).tolist()), np.float64, len(z))
        odds[unsure] = upper
        expected = wide * np.exp(-z * z / 2) / math.sqrt(2 * math.pi) - slack * upper
        late_s[unsure] = np.maximum(0.0, expected)
    price: Ints = (np.rint(weights.late * priority * odds) + np.rint(weights.late_s * late_s)).astype(
        np.int64
    )
    return price
