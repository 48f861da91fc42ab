"""From job sequences to a plan: times, reasons for what is left over, and the repair of an old plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

import numpy as np

from dispatch.insertion.best_fit import NEVER, insert_into
from dispatch.model.alone import alone
from dispatch.model.eligibility import eligible, refusals
from dispatch.model.plan import Move, Plan, Route, Stop, Unassigned
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.routebook import RouteBook, opens_s
from dispatch.model.timing import Visit, timed_routes
from dispatch.travel import TravelTimes, travel_times

Sequences: TypeAlias = Mapping[str, Sequence[str]]
Reasons: TypeAlias = tuple[Mapping[str, Any], ...]

NO_TIME = "no_time"
NOBODY: Reasons = ({"engineer": None, "code": "nobody_on_duty", "has": 0, "needs": 1},)
AT_A_TIME = 8  # engineers asked whether a job fits their shift; mostly the first answers for all
FULL_INSERTION = 60_000  # engineers × jobs up to which every gap is tried; beyond, jobs are appended
AT_ONCE = 200  # jobs whose drives are looked up together


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
    return Plan(planned, tuple(_left_over(problem, served, times)), moves)


def reasons(problem: Problem, job: Job, times: TravelTimes | None = None) -> Reasons:
    """Why a job is left over: each engineer's refusals, or that whoever could serve it has no time left.

    Whoever may serve it, but whose shift is too short for it or over before it may begin, is not busy.
    """
    refused = _refused(problem, job)
    return _short_or_busy(problem, job, times) if refused is None else refused or NOBODY


def _short_or_busy(problem: Problem, job: Job, times: TravelTimes | None) -> Reasons:
    road = times or travel_times(problem.travel)
    found: list[Mapping[str, Any]] = []
    willing: list[Engineer] = []
    for engineer in problem.engineers:
        if refused := refusals(engineer, job, problem.now_s):
            found += [refusal.to_dict(engineer.id) for refusal in refused]
        else:
            willing.append(engineer)
    for begin in range(0, len(willing), AT_A_TIME):
        some = willing[begin : begin + AT_A_TIME]
        for engineer, short in zip(some, alone(problem, some, job, road), strict=True):
            if short is None:
                return ({"engineer": None, "code": NO_TIME, "has": None, "needs": job.expected_service_s},)
            found.append(short.to_dict(engineer.id))
    return tuple(found)


def _refused(problem: Problem, job: Job) -> Reasons | None:
    """Every engineer's refusals; None as soon as one of them has none."""
    found: list[Mapping[str, Any]] = []
    for engineer in problem.engineers:
        refused = refusals(engineer, job, problem.now_s)
        if not refused:
            return None
        found += [refusal.to_dict(engineer.id) for refusal in refused]
    return tuple(found)


def _left_over(problem: Problem, served: AbstractSet[str], times: TravelTimes) -> Iterator[Unassigned]:
    """Jobs that ask the same of an engineer get the same answer, which spares asking a large crew again."""
    headed = {engineer.heading_to for engineer in problem.engineers}
    known: dict[object, Reasons | None] = {}
    for job in problem.jobs:
        if job.id in served:
            continue
        alike = job.id if job.frozen or job.id in headed else _wants(job)
        if alike not in known:
            known[alike] = _refused(problem, job)
        refused = known[alike]
        why = _short_or_busy(problem, job, times) if refused is None else refused or NOBODY
        yield Unassigned(job.id, why)


def _wants(job: Job) -> tuple[object, ...]:
    """All of a job that its refusals depend on, while nobody drives to it."""
    bound = job.required_engineer, job.excluded_engineers, job.barred, job.provider
    return job.skill, job.min_stars, job.expected_service_s, *bound


def insertion_plan(problem: Problem, times: TravelTimes | None = None) -> Plan:
    """The plan in force, stripped of what may no longer be served, with every other job inserted by urgency.

    Needs no solver; it is the plan that always exists.
    """
    road = times or travel_times(problem.travel)
    routes = keepable(problem, road)
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


def keepable(problem: Problem, times: TravelTimes) -> dict[str, tuple[str, ...]]:
    """The plan in force (engineer id → job ids) without the stops that may not be served or end too late."""
    chains = [(engineer, _allowed(problem, engineer)) for engineer in problem.engineers]
    timed = timed_routes(problem, times, chains)
    kept = {}
    for (engineer, jobs), visits in zip(chains, timed, strict=True):
        over = _ends_late(problem, engineer, visits) is not None
        left = _shortened(problem, engineer, jobs, times) if over else jobs
        kept[engineer.id] = tuple(job.id for job in left)
    return kept


def _allowed(problem: Problem, engineer: Engineer) -> list[Job]:
    jobs = [problem.job(job_id) for job_id in problem.in_force[engineer.id]]
    jobs = [job for job in jobs if not refusals(engineer, job, problem.now_s)]
    return jobs[: problem.most_stops(engineer)]


def _shortened(problem: Problem, engineer: Engineer, jobs: list[Job], times: TravelTimes) -> list[Job]:
    """Drop the first stop that ends after the shift until none does; a drive under way may end so."""
    while jobs:
        visits = timed_routes(problem, times, [(engineer, jobs)])[0]
        late = _ends_late(problem, engineer, visits)
        if late is None:
            break
        if late == 0 and (engineer.heading_to == jobs[0].id or jobs[0].frozen):
            return jobs[:1]
        jobs = jobs[:late] + jobs[late + 1 :]
    return jobs


def _ends_late(problem: Problem, engineer: Engineer, visits: Sequence[Visit]) -> int | None:
    """The first stop that ends after the shift, but for the overtime of whoever has a single one."""
    end_s = engineer.shift_end_s
    late = next((n for n, visit in enumerate(visits) if visit.depart_s > end_s), None)
    if late is None or len(visits) > 1:
        return late
    set_out_s = visits[0].arrive_s - visits[0].drive_s
    return None if set_out_s < end_s and visits[0].depart_s <= end_s + problem.overtime_s else late


def append_all(
    problem: Problem, routes: Sequences, waiting: Sequence[Job], times: TravelTimes
) -> dict[str, tuple[str, ...]]:
    """Append each job to the route that reaches it first: the quick way out for very large problems."""
    book, crew = RouteBook(problem, routes, times), problem.engineers
    chains = [list(routes.get(engineer.id, ())) for engineer in crew]
    may, clocks = eligible(problem), book.nodes.at(book.ends)
    factors = np.array([problem.service_factor.get(e.stars, 1.0) for e in crew])
    at = [book.points[node] for node in book.ends.tolist()]
    room = book.most_stops - book.sizes
    for begin in range(0, len(waiting), AT_ONCE):
        some = waiting[begin : begin + AT_ONCE]
        points = [job.point for job in some]
        drives = times.matrix(at, points)
        for k, job in enumerate(some):
            drive = drives[:, k]
            service = np.ceil(job.expected_service_s * factors).astype(np.int64)
            done = book.arrivals(clocks, drive, service, opens_s(job)) + service
            fits = may[:, problem.job_index[job.id]] & (room > 0) & (done <= book.shift_end)
            if fits.any():
                n = int(np.argmin(np.where(fits, clocks.free + drive, NEVER)))
                chains[n].append(job.id)
                clocks.free[n], at[n] = done[n], job.point
                room[n] -= 1
                drives[n] = times.matrix([job.point], points)[0]
    return {engineer.id: tuple(chain) for engineer, chain in zip(crew, chains, strict=True)}
