"""An independent plan checker: every rule a plan must keep, checked from the snapshot alone.

Shares no code with the solvers beyond the problem and the driving times: it judges them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dispatch.model.plan import Plan, Route
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.travel import TravelTimes, travel_times


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that the plan breaks, where, and the numbers."""

    code: str
    message: str
    engineer: str | None = None
    job: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"code": self.code, "message": self.message, "engineer": self.engineer, "job": self.job}


def verify(problem: Problem, plan: Plan, times: TravelTimes | None = None) -> list[Violation]:
    """All violations of a plan, in plan order; empty if it may be applied."""
    road = times or travel_times(problem.travel)
    found = [*_shape(problem, plan), *_bookkeeping(problem, plan)]
    for route in plan.routes:
        if route.engineer in problem.engineer_index:
            engineer = problem.engineer(route.engineer)
            known = [stop for stop in route.stops if stop.job in problem.job_index]
            jobs = [problem.job(stop.job) for stop in known]
            found += [v for job in jobs for v in _may_serve(engineer, job)]
            found += _clock(problem, engineer, Route(route.engineer, tuple(known)), jobs, road)
    return found + list(_frozen(problem, plan)) + list(_moves(problem, plan))


def _shape(problem: Problem, plan: Plan) -> Iterator[Violation]:
    routed = Counter(route.engineer for route in plan.routes)
    for engineer_id, count in routed.items():
        if engineer_id not in problem.engineer_index:
            yield Violation("unknown_engineer", "the snapshot has no such engineer", engineer_id)
        if count > 1:
            yield Violation("two_routes", f"has {count} routes", engineer_id)
    for route in plan.routes:
        for stop in route.stops:
            if stop.job not in problem.job_index:
                yield Violation("unknown_job", "the snapshot has no such job", route.engineer, stop.job)


def _bookkeeping(problem: Problem, plan: Plan) -> Iterator[Violation]:
    planned = Counter(stop.job for route in plan.routes for stop in route.stops)
    left = Counter(item.job for item in plan.unassigned)
    for job in problem.jobs:
        count = planned[job.id] + left[job.id]
        if count == 0:
            yield Violation("dropped", "neither planned nor reported as unassigned", job=job.id)
        if count > 1:
            yield Violation("planned_twice", f"occurs {count} times", job=job.id)
    for item in plan.unassigned:
        if item.job not in problem.job_index:
            yield Violation("unknown_job", "the snapshot has no such job", job=item.job)
        if not item.reasons:
            yield Violation("no_reason", "is unassigned without a reason", job=item.job)


def _may_serve(engineer: Engineer, job: Job) -> Iterator[Violation]:
    if job.frozen and job.current_engineer == engineer.id:
        return
    rules = {
        "off_duty": (not engineer.available, "the engineer is not available"),
        "missing_skill": (job.skill not in engineer.skills, f"needs {job.skill}"),
        "too_few_stars": (
            engineer.stars < job.min_stars,
            f"has {engineer.stars} stars, needs {job.min_stars}",
        ),
        "excluded": (engineer.id in job.excluded_engineers, "must not go to this engineer"),
        "pinned_elsewhere": (
            job.required_engineer not in (None, engineer.id),
            f"is pinned to {job.required_engineer}",
        ),
        "frozen_elsewhere": (job.frozen, f"is frozen to {job.current_engineer}"),
        "other_provider": (
            job.provider not in (None, engineer.provider),
            f"belongs to provider {job.provider}",
        ),
    }
    for bar in job.barred:
        if bar.engineer == engineer.id and job.skill in engineer.skills:
            yield Violation(bar.code, f"may not use {job.skill} that day", engineer.id, job.id)
    for code, (broken, message) in rules.items():
        if broken:
            yield Violation(code, message, engineer.id, job.id)


def _clock(
    problem: Problem, engineer: Engineer, route: Route, jobs: list[Job], road: TravelTimes
) -> Iterator[Violation]:
    limit = problem.most_stops(engineer)
    if len(jobs) > limit:
        yield Violation("route_full", f"{len(jobs)} stops, at most {limit}", engineer.id)
    points = [engineer.at, *(job.point for job in jobs)]
    drives = road.pairs(points[:-1], points[1:]).tolist()
    clock = max(problem.now_s, engineer.free_at_s)
    for n, (stop, job, drive_s) in enumerate(zip(route.stops, jobs, drives, strict=True)):
        under_way = n == 0 and engineer.heading_to == job.id
        service_s = problem.service_s(engineer, job)
        if stop.arrive_s < clock + drive_s:
            late = clock + drive_s - stop.arrive_s
            yield Violation("too_early", f"arrives {late} s before the drive allows", engineer.id, job.id)
        if job.window_start_s is not None and stop.arrive_s < job.window_start_s:
            yield Violation(
                "before_window", f"may not start before {job.window_start_s}", engineer.id, job.id
            )
        if stop.depart_s - stop.arrive_s != service_s:
            message = f"stays {stop.depart_s - stop.arrive_s} s, the service takes {service_s} s"
            yield Violation("wrong_service", message, engineer.id, job.id)
        busy = (stop.arrive_s if under_way else stop.arrive_s - drive_s), stop.depart_s
        if not under_way and any(s < busy[1] and e > busy[0] and e > s for s, e in engineer.breaks):
            yield Violation("during_break", "drives or works in a break", engineer.id, job.id)
        in_shift = stop.arrive_s - drive_s < engineer.shift_end_s
        overtime = in_shift and stop.depart_s <= engineer.shift_end_s + problem.overtime_s
        excused = n == 0 and (under_way or job.frozen or (len(jobs) == 1 and overtime))
        if stop.depart_s > engineer.shift_end_s and not excused:
            message = f"ends {stop.depart_s - engineer.shift_end_s} s after the shift"
            yield Violation("shift_over", message, engineer.id, job.id)
        clock = stop.depart_s


def _frozen(problem: Problem, plan: Plan) -> Iterator[Violation]:
    first = {route.engineer: route.stops[0].job for route in plan.routes if route.stops}
    for job in problem.jobs:
        if job.frozen and job.current_engineer is not None and first.get(job.current_engineer) != job.id:
            yield Violation(
                "frozen_moved", "must stay the engineer's first stop", job.current_engineer, job.id
            )


def _moves(problem: Problem, plan: Plan) -> Iterator[Violation]:
    busy = {route.engineer for route in plan.routes if route.stops}
    for move in plan.moves:
        if move.engineer not in problem.engineer_index:
            yield Violation("unknown_engineer", "the snapshot has no such engineer", move.engineer)
        elif move.engineer in busy or problem.engineer(move.engineer).status == "working":
            yield Violation("move_of_busy", "only an idle engineer is moved", move.engineer)
