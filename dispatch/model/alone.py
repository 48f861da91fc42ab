"""Whether an engineer could serve a job with nothing else to do: tells a full day from too short a shift."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.model.eligibility import Refusal, ShiftTooShort, WindowAfterShift
from dispatch.model.problem import Engineer, Job, Problem
from dispatch.model.timing import timed_routes
from dispatch.travel import TravelTimes


def alone(
    problem: Problem, engineers: Sequence[Engineer], job: Job, times: TravelTimes
) -> list[Refusal | None]:
    """For each engineer why the job does not fit the shift even as the only visit; None where it does."""
    routes = timed_routes(problem, times, [(engineer, (job,)) for engineer in engineers])
    return [
        too_late(problem, engineer, job, visits[0].depart_s)
        for engineer, visits in zip(engineers, routes, strict=True)
    ]


def too_late(problem: Problem, engineer: Engineer, job: Job, done_s: int) -> Refusal | None:
    """Why a visit that would be done at `done_s` at the soonest is too late; None where it is not.

    A drive under way may end after the shift.
    """
    end_s = engineer.shift_end_s
    if done_s <= end_s + problem.overtime_s or engineer.heading_to == job.id:
        return None
    if job.window_start_s is not None and job.window_start_s >= end_s:
        return WindowAfterShift(end_s, job.window_start_s)
    return ShiftTooShort(end_s, done_s)
