"""PyVRP: optional clients with prizes, engineers as vehicle types of their own.

PyVRP knows no skills. Its authors' way is a profile for each combination of grade and skills, in which a
client out of bounds is too dear to drive to; that found the better plans, but needs a matrix for each. Where
those would not fit, skills and grades are loads that only a vehicle with room for them can take.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np

from dispatch.benchmarks.peers import Routes
from dispatch.benchmarks.peers.model import RoutingModel, build
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.tables import Ints

pyvrp: Any = import_module("pyvrp")  # an optional extra
pyvrp_stop: Any = import_module("pyvrp.stop")

MOST_BYTES: Final = 2_000_000_000
SEED: Final = 1
GRADES: Final = range(2, 6)  # the lowest is asked of nobody
ROOM: Final = 1_000  # more stops than any route has


@dataclass(frozen=True, slots=True)
class Loads:
    """Skills and grades as dimensions of a load."""

    skills: tuple[str, ...]
    grades: tuple[int, ...] = ()

    def of(self, job: Job) -> list[int]:
        """What a job puts on a vehicle."""
        asked = [job.skill == skill for skill in self.skills] + [job.min_stars == g for g in self.grades]
        return [int(one) for one in asked]

    def room(self, engineer: Engineer) -> list[int]:
        """What a vehicle has room for."""
        held = [skill in engineer.skills for skill in self.skills]
        return [ROOM * one for one in held + [engineer.stars >= grade for grade in self.grades]]


def solve(problem: Problem, budget_s: float) -> Routes:
    """PyVRP's best routes, without stops that the engineer may not make."""
    began = time.perf_counter()
    model = build(problem)
    crew = [n for n in range(model.engineers) if model.ready[n] < model.shift_end[n]]
    if not crew or not len(model.jobs):
        return {}
    data = _data(model, crew)
    left_s = max(0.01, budget_s - (time.perf_counter() - began))
    result = pyvrp.solve(data, pyvrp_stop.MaxRuntime(left_s), seed=SEED, collect_stats=False, display=False)
    return model.routes(_stops(model, crew, result.best))


def _data(model: RoutingModel, crew: list[int]) -> Any:
    profiles, of_engineer = _profiles(model, crew)
    if 2 * 8 * len(profiles) * (model.end + 1) ** 2 <= MOST_BYTES:
        distances = [_distances(model, n) for n in profiles]
        durations = [_durations(model, model.problem.engineers[n].stars) for n in profiles]
        return _problem(model, crew, of_engineer, distances, durations, Loads(()))
    of_engineer = {n: model.grades.index(model.problem.engineers[n].stars) for n in crew}
    distances = [_zero_diagonal(model.drive.copy())] * len(model.grades)
    durations = [_durations(model, stars) for stars in model.grades]
    loads = Loads(tuple(sorted({job.skill for job in model.problem.jobs})), tuple(GRADES))
    return _problem(model, crew, of_engineer, distances, durations, loads)


def _problem(
    model: RoutingModel,
    crew: list[int],
    profile: dict[int, int],
    distances: list[Ints],
    durations: list[Ints],
    loads: Loads,
) -> Any:
    engineers, jobs = model.problem.engineers, model.problem.jobs
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * (model.end + 1),
        clients=[
            pyvrp.Client(
                model.engineers + place,
                delivery=loads.of(jobs[model.jobs[place]]),
                tw_early=int(model.opens[place]),
                tw_late=int(model.due[place]),
                prize=price,
                required=False,
            )
            for place, price in enumerate(model.prices)
        ],
        depots=[pyvrp.Depot(node) for node in (*crew, model.end)],
        vehicle_types=[
            pyvrp.VehicleType(
                capacity=loads.room(engineers[n]),
                start_depot=number,
                end_depot=len(crew),
                tw_early=int(model.ready[n]),
                tw_late=int(model.shift_end[n]),
                profile=profile[n],
            )
            for number, n in enumerate(crew)
        ],
        distance_matrices=distances,
        duration_matrices=durations,
    )


def _profiles(model: RoutingModel, crew: list[int]) -> tuple[list[int], dict[int, int]]:
    """One engineer of each profile, and every engineer's profile."""
    first: dict[bytes, int] = {}
    of_engineer: dict[int, int] = {}
    examples: list[int] = []
    for n in crew:
        key = model.may[n].tobytes() + bytes([model.problem.engineers[n].stars])
        if key not in first:
            first[key] = len(examples)
            examples.append(n)
        of_engineer[n] = first[key]
    return examples, of_engineer


def _distances(model: RoutingModel, engineer: int) -> Ints:
    """Driving as this engineer may do it: to clients out of bounds it costs more than any of them brings."""
    extra = np.zeros(model.end + 1, dtype=np.int64)
    extra[model.engineers : model.end] = np.where(model.may[engineer], 0, 2 * max(model.prices) + 1)
    return _zero_diagonal(model.drive + extra)


def _durations(model: RoutingModel, stars: int) -> Ints:
    """Service at the one node, as long as it takes this grade, and the drive to the other."""
    return _zero_diagonal(model.transit(stars))


def _zero_diagonal(matrix: Ints) -> Ints:
    np.fill_diagonal(matrix, 0)
    return matrix


def _stops(model: RoutingModel, crew: list[int], best: Any) -> dict[int, list[int]]:
    stops: dict[int, list[int]] = {}
    for route in best.routes():
        n = crew[route.vehicle_type()]
        visits = [activity.idx for activity in route if activity.is_client()]
        stops[n] = [model.engineers + place for place in visits if model.may[n, place]]
    return stops
