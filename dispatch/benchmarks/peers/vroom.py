"""VROOM by pyvroom: hard due times and priorities, at its highest exploration level."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from importlib import import_module
from typing import Any, Final

from dispatch.benchmarks.peers import Routes
from dispatch.benchmarks.peers.model import RoutingModel, build
from dispatch.model.problem import Engineer, Job, Problem

vroom: Any = import_module("vroom")  # an optional extra, without types

EXPLORATION: Final = 5
HIGHEST_PRIORITY: Final = 100


def solve(problem: Problem, budget_s: float) -> Routes:
    """VROOM's routes: as much priority as fits, then the least driving."""
    began = time.perf_counter()
    model = build(problem)
    crew = [n for n in range(model.engineers) if model.ready[n] < model.shift_end[n]]
    if not crew or not len(model.jobs):
        return {}
    request = vroom.Input()
    request.set_durations_matrix("car", model.drive[: model.end, : model.end])
    _add_vehicles(request, model, crew)
    _add_jobs(request, model)
    left_s = max(0.01, budget_s - (time.perf_counter() - began))
    solution = request.solve(EXPLORATION, nb_threads=os.cpu_count() or 1, timeout=timedelta(seconds=left_s))
    table = solution.routes
    stops: dict[int, list[int]] = {}
    for kind, vehicle, node in zip(table["type"], table["vehicle_id"], table["id"], strict=True):
        if kind == "job":
            stops.setdefault(int(vehicle), []).append(int(node))
    return model.routes(stops)


def _add_vehicles(request: Any, model: RoutingModel, crew: list[int]) -> None:
    for n in crew:
        engineer = model.problem.engineers[n]
        vehicle = vroom.Vehicle(
            n,
            start=n,
            skills=_offers(model.problem, engineer),
            time_window=(int(model.ready[n]), int(model.shift_end[n])),
            type=str(engineer.stars),
        )
        request.add_vehicle(vehicle)


def _add_jobs(request: Any, model: RoutingModel) -> None:
    services = {str(stars): model.service(stars).tolist() for stars in model.grades}
    highest = max(job.priority for job in model.problem.jobs)
    for place, k in enumerate(model.jobs.tolist()):
        job = model.problem.jobs[k]
        node = model.engineers + place
        per_grade = {grade: seconds[place] for grade, seconds in services.items()}
        entry = vroom.Job(
            node,
            location=node,
            default_service=max(per_grade.values()),
            service_per_type=per_grade,
            skills=_asks(model.problem, job),
            priority=job.priority if highest <= HIGHEST_PRIORITY else job.priority * 100 // highest,
            time_windows=[(int(model.opens[place]), int(model.due[place]))],
        )
        request.add_job(entry)


def _offers(problem: Problem, engineer: Engineer) -> set[int]:
    """Skills as numbers; a grade is offered like a skill, with all grades below it."""
    numbers = _numbers(problem)
    return {number for skill, number in numbers.items() if skill in engineer.skills} | {
        len(numbers) + stars for stars in range(1, engineer.stars + 1)
    }


def _asks(problem: Problem, job: Job) -> set[int]:
    numbers = _numbers(problem)
    return {numbers[job.skill], len(numbers) + job.min_stars}


def _numbers(problem: Problem) -> dict[str, int]:
    return {skill: n for n, skill in enumerate(sorted({job.skill for job in problem.jobs}))}
