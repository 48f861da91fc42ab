"""Dispatching as it is done by hand: the policies that an engine must beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.travel import travel_times
from dispatch.travel.great_circle import great_circle_m


def nearest(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """The oldest request to the idle engineer with the shortest drive, and so on; nobody is turned round."""
    del budget_s
    problem = parse_snapshot(snapshot)
    idle = [e for e in problem.engineers if e.status == "idle" and problem.now_s < e.shift_end_s]
    return _one_by_one(problem, idle)


def oldest_first(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """The oldest request to whoever can be there first, those still at work included: one queue for all.

    A busy engineer keeps the turn: a younger request does not overtake by taking somebody who is idle now.
    """
    del budget_s
    problem = parse_snapshot(snapshot)
    able = [e for e in problem.engineers if e.status != "travelling" and problem.ready_s(e) < e.shift_end_s]
    return _one_by_one(problem, able)


def _one_by_one(problem: Problem, able: Sequence[Engineer]) -> dict[str, Any]:
    """Give the requests out in order of age, each to whoever of those left would arrive first."""
    routes: dict[str, str] = {e.id: e.heading_to for e in problem.engineers if e.heading_to is not None}
    jobs = _waiting(problem)
    drives = travel_times(problem.travel).matrix([e.at for e in able], [job.point for job in jobs])
    left = dict(enumerate(able))
    for k, job in enumerate(jobs):
        if not left:
            break
        fit = [n for n, engineer in left.items() if _may_serve(engineer, job)]
        if fit:
            # whole seconds may tie where metres do not
            chosen = min(
                fit,
                key=lambda n: (
                    problem.ready_s(able[n]) + int(drives[n, k]),
                    great_circle_m(able[n].at, job.point),
                ),
            )
            routes[left.pop(chosen).id] = job.id
    return _plan(routes)


def _waiting(problem: Problem) -> list[Job]:
    taken = {engineer.heading_to for engineer in problem.engineers}
    return sorted((job for job in problem.jobs if job.id not in taken), key=lambda job: job.requested_at_s)


def _may_serve(engineer: Engineer, job: Job) -> bool:
    return job.skill in engineer.skills and engineer.stars >= job.min_stars


def _plan(first_stops: Mapping[str, str]) -> dict[str, Any]:
    return {"routes": [{"engineer": who, "stops": [{"job": job}]} for who, job in first_stops.items()]}
