"""From job sequences to a plan: times, reasons for what is left over, and the repair of an old plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from dispatch.eligibility import refusals
from dispatch.insertion import insert_into
from dispatch.plan import Move, Plan, Route, Stop, Unassigned
from dispatch.problem import Engineer, Job, Problem
from dispatch.timing import timed_routes, visit_times
from dispatch.travel import TravelTimes, travel_times

Sequences: TypeAlias = Mapping[str, Sequence[str]]

NO_TIME = "no_time"
FULL_INSERTION = 60_000  # engineers × jobs up to which every gap is tried; beyond, jobs are appended


def assemble(problem: Problem, routes: Sequences, times: TravelTimes, moves: tuple[Move, ...] = ()) -> Plan:
    """Time the routes and report every job in none of them with its reasons."""
    chosen = [
        (problem.engineer(key), [problem.job(j) for j in stops]) for key, stops in routes.items() if stops
    ]
    timed = timed_routes(problem, times, chosen)
    planned = tuple(
        Route(engineer.id, tuple(Stop(v.job.id, v.arrive_s, v.depart_s) for v in visits))
        for (engineer, _), visits in zip(chosen, timed, strict=True)
    )
    served = {job.id for _, jobs in chosen for job in jobs}
    left = tuple(Unassigned(job.id, reasons(problem, job)) for job in problem.jobs if job.id not in served)
    return Plan(planned, left, moves)


def reasons(problem: Problem, job: Job) -> tuple[Mapping[str, Any], ...]:
    """Why a job is left over: each engineer's refusals, or that whoever may serve it has no time left."""
    found: list[Mapping[str, Any]] = []
    for engineer in problem.engineers:
        refused = refusals(engineer, job, problem.now_s)
        if not refused:
            return ({"engineer": None, "code": NO_TIME, "has": None, "needs": job.expected_service_s},)
        found += [refusal.to_dict(engineer.id) for refusal in refused]
    return tuple(found) or ({"engineer": None, "code": "off_duty", "has": 0, "needs": 1},)


def insertion_plan(problem: Problem, times: TravelTimes | None = None) -> Plan:
    """The plan in force, stripped of what may no longer be served, with every other job inserted by urgency.

    Needs no solver; it is the plan that always exists.
    """
    road = times or travel_times(problem.travel)
    routes = {engineer.id: keepable(problem, engineer, road) for engineer in problem.engineers}
    planned = {job_id for stops in routes.values() for job_id in stops}
    waiting = [job for job in problem.jobs if job.id not in planned]
    waiting.sort(
        key=lambda job: (-job.priority if job.due_at_s >= problem.now_s else 0, job.due_at_s, job.id)
    )
    if len(waiting) * len(problem.engineers) > FULL_INSERTION:
        routes = append_all(problem, routes, waiting, road)
    else:
        for job in waiting:
            routes = insert_into(problem, routes, job.id, road)
    return assemble(problem, routes, road)


def keepable(problem: Problem, engineer: Engineer, times: TravelTimes) -> tuple[str, ...]:
    """The stops of the engineer's plan in force that may still be served and end within the shift."""
    jobs = [problem.job(job_id) for job_id in problem.in_force[engineer.id]]
    jobs = [job for job in jobs if not refusals(engineer, job, problem.now_s)]
    jobs = jobs[: problem.most_stops(engineer)]
    while jobs:
        visits = timed_routes(problem, times, [(engineer, jobs)])[0]
        late = next((n for n, v in enumerate(visits) if v.depart_s > engineer.shift_end_s), None)
        if late is None:
            break
        if late == 0 and (engineer.heading_to == jobs[0].id or jobs[0].frozen):
            jobs = jobs[:1]
            break
        del jobs[late]
    return tuple(job.id for job in jobs)


def append_all(
    problem: Problem, routes: Sequences, waiting: Sequence[Job], times: TravelTimes
) -> dict[str, tuple[str, ...]]:
    """Append each job to the route that reaches it first: the quick way out for very large problems."""
    changed = {key: list(stops) for key, stops in routes.items()}
    chosen = [(e, [problem.job(j) for j in changed[e.id]]) for e in problem.engineers]
    ends = [visits[-1].depart_s if visits else 0 for visits in timed_routes(problem, times, chosen)]
    free = [max(end, problem.ready_s(e)) for end, e in zip(ends, problem.engineers, strict=True)]
    at = [jobs[-1].point if jobs else e.at for e, jobs in chosen]
    for job in waiting:
        drives = times.matrix(at, [job.point])[:, 0].tolist()
        order = sorted(range(len(at)), key=lambda n: (free[n] + drives[n], n))
        for n in order:
            engineer = problem.engineers[n]
            full = len(changed[engineer.id]) >= problem.most_stops(engineer)
            if full or refusals(engineer, job, problem.now_s):
                continue
            service_s = problem.service_s(engineer, job)
            _, depart_s = visit_times(free[n], drives[n], service_s, job.window_start_s, engineer.breaks)
            if depart_s <= engineer.shift_end_s:
                changed[engineer.id].append(job.id)
                free[n], at[n] = depart_s, job.point
                break
    return {key: tuple(stops) for key, stops in changed.items()}
