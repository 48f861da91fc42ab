"""A pin is a dispatcher's word: the visit stays with its engineer, late if need be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dispatch.assemble import assemble
from dispatch.insertion.best_fit import insert_into
from dispatch.model.eligibility import refusals
from dispatch.model.plan import Move, Plan, Route, Stop
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.timing import timed_routes
from dispatch.travel import TravelTimes, travel_times
from dispatch.verify.check import verify

Routes = dict[str, tuple[str, ...]]


def left_over(problem: Problem, plan: Plan) -> list[Job]:
    """Return the pinned jobs that `plan` leaves to nobody though their engineer could come, the due first."""
    found = [problem.job(item.job) for item in plan.unassigned]
    able = [job for job in found if (engineer := _pinned_to(problem, job)) and _may(problem, engineer, job)]
    return sorted(able, key=lambda job: (job.due_at_s, job.id))


def with_pins(problem: Problem, plan: Plan) -> Plan:
    """Give what is pinned back its engineer: first before what could go to others, else as his last stop.

    As his last stop it may end after his shift: that is late, not given up, and the watch tells of it.
    """
    waiting = left_over(problem, plan)
    if not waiting:
        return plan
    times = travel_times(problem.travel)
    routes = {route.engineer: tuple(stop.job for stop in route.stops) for route in plan.routes}
    routes = _made_room(problem, routes, waiting, times)
    timed = assemble(problem, routes, times, moves=_still(plan, routes))
    better = replace(timed, wake_s=plan.wake_s, long_waits=plan.long_waits, expected=plan.expected)
    if verify(problem, better, times):
        better = plan
    return _appended(problem, better, times)


def _pinned_to(problem: Problem, job: Job) -> Engineer | None:
    known = job.required_engineer in problem.engineer_index
    return problem.engineer(job.required_engineer) if known and job.required_engineer else None


def _may(problem: Problem, engineer: Engineer, job: Job) -> bool:
    return not refusals(engineer, job, problem.now_s)


def _made_room(problem: Problem, routes: Routes, waiting: Sequence[Job], times: TravelTimes) -> Routes:
    """Take what others may serve out of the way, place the pinned, and find places for the rest again."""
    crew = {job.required_engineer for job in waiting if job.required_engineer}
    moved = [
        problem.job(stop)
        for key in sorted(crew)
        for stop in routes.get(key, ())
        if problem.job(stop).required_engineer is None and not _is_bound(problem, key, stop)
    ]
    away = {job.id for job in moved}
    routes = {key: tuple(stop for stop in stops if stop not in away) for key, stops in routes.items()}
    for job in (*waiting, *sorted(moved, key=lambda job: (job.due_at_s, job.id))):
        routes = insert_into(problem, routes, job.id, times)
    return routes


def _is_bound(problem: Problem, engineer_id: str, job_id: str) -> bool:
    return problem.job(job_id).frozen or problem.engineer(engineer_id).heading_to == job_id


def _appended(problem: Problem, plan: Plan, times: TravelTimes) -> Plan:
    """Add what has no place yet behind everything else that its engineer does."""
    routes: Mapping[str, Route] = {route.engineer: route for route in plan.routes}
    given = dict(routes)
    waiting = left_over(problem, plan)
    for job in waiting:
        key = job.required_engineer or ""
        stops = [problem.job(stop.job) for stop in given[key].stops] if key in given else []
        timed = timed_routes(problem, times, [(problem.engineer(key), [*stops, job])])[0]
        given[key] = Route(key, tuple(Stop(v.job.id, v.arrive_s, v.depart_s) for v in timed))
    placed = {job.id for job in waiting}
    left = tuple(item for item in plan.unassigned if item.job not in placed)
    moves = _still(plan, {key: [stop.job for stop in route.stops] for key, route in given.items()})
    return replace(plan, routes=tuple(given.values()), unassigned=left, moves=moves)


def _still(plan: Plan, routes: Mapping[str, Sequence[str]]) -> tuple[Move, ...]:
    """The moves of those who still have nothing to do."""
    return tuple(move for move in plan.moves if not routes.get(move.engineer))
