"""What routing solvers are told: one matrix of driving times, windows that close when the promise does.

Each of them gets the same: a job may be left out for a price in proportion to its priority, begins before it
is due or not at all, and only if somebody could reach it in time. That is the modelling under which they did
best; soft due times made all of them worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from dispatch.benchmarks.peers import Routes
from dispatch.model.eligibility import eligible
from dispatch.model.objective import PROFILES
from dispatch.model.problem import Problem
from dispatch.model.tables import Bools, Ints
from dispatch.travel import travel_times

LATE: Final = PROFILES["snapshot"].late // 10  # a promise is worth ten hours of driving, and sums stay small


@dataclass(frozen=True)
class RoutingModel:
    """n engineers and the m jobs that somebody can reach in time; times are seconds from now.

    Nodes are the engineers' places (0 … n-1), the jobs (n … n+m-1), and an end that is everywhere (n+m).
    """

    problem: Problem
    jobs: Ints
    """Indices into the problem's jobs."""
    drive: Ints
    """Driving times between all nodes, shape (n+m+1, n+m+1)."""
    ready: Ints
    shift_end: Ints
    opens: Ints
    due: Ints
    may: Bools
    """Who may serve what, shape (n, m)."""

    @property
    def engineers(self) -> int:
        """How many there are."""
        return len(self.ready)

    @property
    def end(self) -> int:
        """The node of the end."""
        return self.engineers + len(self.jobs)

    @cached_property
    def prices(self) -> list[int]:
        """What each job costs when it is not served in time."""
        return [LATE * self.problem.jobs[k].priority for k in self.jobs.tolist()]

    @cached_property
    def grades(self) -> list[int]:
        """Stars that occur in the crew, in order; those of a grade work at the same speed."""
        return sorted({engineer.stars for engineer in self.problem.engineers})

    def service(self, stars: int) -> Ints:
        """Seconds on site of each job for an engineer with so many stars."""
        engineer = next(e for e in self.problem.engineers if e.stars == stars)
        seconds = [self.problem.service_s(engineer, self.problem.jobs[k]) for k in self.jobs.tolist()]
        return np.array(seconds, dtype=np.int64)

    def transit(self, stars: int) -> Ints:
        """Service at the one node and the drive to the other."""
        at_node = np.concatenate([np.zeros(self.engineers, np.int64), self.service(stars), [0]])
        moved: Ints = self.drive + at_node[:, None]
        return moved

    def routes(self, nodes: dict[int, list[int]]) -> Routes:
        """Routes of ids from engineer index → nodes of jobs."""
        problem = self.problem
        return {
            problem.engineers[n].id: [problem.jobs[self.jobs[node - self.engineers]].id for node in stops]
            for n, stops in nodes.items()
            if stops
        }


def build(problem: Problem) -> RoutingModel:
    """The model of a snapshot; raises ValueError for what the peers' adapters do not say (breaks, limits)."""
    for engineer in problem.engineers:
        if engineer.breaks or engineer.max_jobs is not None:
            raise ValueError(f"{engineer.id} has breaks or a limit of stops, which peers are not told")
    places = [engineer.at for engineer in problem.engineers]
    times, now_s = travel_times(problem.travel), problem.now_s
    ready = np.array([problem.ready_s(e) - now_s for e in problem.engineers], dtype=np.int64)
    due = np.array([job.due_at_s - now_s for job in problem.jobs], dtype=np.int64)
    first = times.matrix(places, [job.point for job in problem.jobs])
    may = eligible(problem)
    jobs = np.nonzero((may & (ready[:, None] + first <= due)).any(axis=0))[0]
    points = places + [problem.jobs[k].point for k in jobs.tolist()]
    drive = np.zeros((len(points) + 1, len(points) + 1), dtype=np.int64)
    drive[:-1, :-1] = times.matrix(points, points)
    opens = [problem.jobs[k].window_start_s for k in jobs.tolist()]
    return RoutingModel(
        problem=problem,
        jobs=jobs,
        drive=drive,
        ready=ready,
        shift_end=np.array([e.shift_end_s - now_s for e in problem.engineers], dtype=np.int64),
        opens=np.array([0 if o is None else max(0, o - now_s) for o in opens], dtype=np.int64),
        due=due[jobs],
        may=may[:, jobs],
    )
