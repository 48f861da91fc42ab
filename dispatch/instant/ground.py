"""The whole instant, of which solvers look at one part at a time: nothing grows with engineers × jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dispatch.instant.territories import unit_vectors
from dispatch.model.objective import Weights
from dispatch.model.problem import Problem
from dispatch.model.tables import Floats, Ints, Tables, build_tables, unserved_costs
from dispatch.travel import TravelTimes


@dataclass(frozen=True)
class Ground:
    """A problem and what it takes to build the tables of any part of it."""

    problem: Problem
    weights: Weights
    times: TravelTimes

    @cached_property
    def at(self) -> Floats:
        """Where the engineers are, unit vectors (n, 3)."""
        return unit_vectors([engineer.at for engineer in self.problem.engineers])

    @cached_property
    def points(self) -> Floats:
        """Where the jobs are, unit vectors (m, 3)."""
        return unit_vectors([job.point for job in self.problem.jobs])

    @cached_property
    def whole(self) -> Tables:
        """The tables of everything."""
        return build_tables(self.problem, self.weights, self.times)

    def part(self, engineers: Sequence[int] | Ints, jobs: Sequence[int] | Ints) -> Tables:
        """Tables of some engineers and jobs, rows and columns in the given order.

        Straight lines are computed anew for each part, which costs less than keeping all; a road engine is
        asked once.
        """
        if self.problem.travel.model != "great_circle":
            return self.whole.part(engineers, jobs)
        work = tuple(self.problem.jobs[k] for k in np.asarray(jobs).tolist())
        known = {job.id for job in work}
        crew = tuple(
            # whoever heads to a job of another part turns round in any case as far as this part goes
            engineer
            if engineer.heading_to is None or engineer.heading_to in known
            else replace(engineer, heading_to=None)
            for engineer in (self.problem.engineers[n] for n in np.asarray(engineers).tolist())
        )
        return build_tables(
            replace(self.problem, engineers=crew, jobs=work, routes={}), self.weights, self.times
        )

    def worth(self, late_s: int) -> Ints:
        """What it is worth to be in time at each job, if it is else reached `late_s` late; shape (m,).

        Never more than leaving it out costs.
        """
        priority = np.array([job.priority for job in self.problem.jobs], dtype=np.int64)
        expected: Ints = self.weights.late * priority + self.weights.late_s * late_s
        return np.minimum(unserved_costs(self.problem, self.weights), expected)

    def ids(self, routes: Sequence[Sequence[int]]) -> dict[str, tuple[str, ...]]:
        """Routes of jobs, one for each engineer, as engineer id → job ids."""
        jobs = self.problem.jobs
        return {
            engineer.id: tuple(jobs[k].id for k in route)
            for engineer, route in zip(self.problem.engineers, routes, strict=True)
        }
