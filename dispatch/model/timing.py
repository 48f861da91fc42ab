"""When the stops of a route happen: driving, waiting for a window to open, service and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from dispatch.model.problem import Engineer, Job, Problem
from dispatch.travel import TravelTimes
from dispatch.travel.base import Seconds

Breaks: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One timed stop: `drive_s` of driving, on site at `arrive_s`, done at `depart_s`."""

    job: Job
    drive_s: int
    arrive_s: int
    depart_s: int


def visit_times(
    ready_s: int, drive_s: int, service_s: int, opens_s: int | None, breaks: Breaks = ()
) -> tuple[int, int]:
    """Arrival and departure of one stop.

    Neither driving nor service overlaps a break: a stop that would is begun after it. A window that is not
    open yet is waited for.
    """
    arrive_s = ready_s + drive_s if opens_s is None else max(ready_s + drive_s, opens_s)
    for start_s, end_s in breaks:
        if start_s < arrive_s + service_s and end_s > ready_s and end_s > start_s:
            ready_s = end_s
            arrive_s = ready_s + drive_s if opens_s is None else max(ready_s + drive_s, opens_s)
    return arrive_s, arrive_s + service_s


def visit_arrivals(
    ready_s: Seconds, drive_s: Seconds, service_s: Seconds, opens_s: Seconds, breaks: Breaks = ()
) -> Seconds:
    """`visit_times` for broadcast arrays; returns arrivals (departure is arrival + service)."""
    arrive_s: Seconds = np.maximum(ready_s + drive_s, opens_s)
    for start_s, end_s in breaks:
        if end_s > start_s:
            clash = (start_s < arrive_s + service_s) & (end_s > ready_s)
            ready_s = np.where(clash, end_s, ready_s)
            arrive_s = np.maximum(ready_s + drive_s, opens_s)
    return arrive_s


def walk(problem: Problem, engineer: Engineer, jobs: Sequence[Job], drives_s: Sequence[int]) -> list[Visit]:
    """Time the stops of a route; `drives_s[n]` is the drive to the n-th job.

    A drive under way ignores breaks.
    """
    clock, visits = problem.ready_s(engineer), []
    for n, (job, drive_s) in enumerate(zip(jobs, drives_s, strict=True)):
        breaks = () if n == 0 and engineer.heading_to == job.id else engineer.breaks
        service_s = problem.service_s(engineer, job)
        arrive_s, depart_s = visit_times(clock, drive_s, service_s, job.window_start_s, breaks)
        visits.append(Visit(job, drive_s, arrive_s, depart_s))
        clock = depart_s
    return visits


def timed_routes(
    problem: Problem, times: TravelTimes, routes: Sequence[tuple[Engineer, Sequence[Job]]]
) -> list[list[Visit]]:
    """Time many routes with one look-up of driving times."""
    origins = [
        p for engineer, jobs in routes for p in (engineer.at, *(job.point for job in jobs))[: len(jobs)]
    ]
    drives = times.pairs(origins, [job.point for _, jobs in routes for job in jobs]).tolist()
    visits, begin = [], 0
    for engineer, jobs in routes:
        visits.append(walk(problem, engineer, jobs, drives[begin : begin + len(jobs)]))
        begin += len(jobs)
    return visits
