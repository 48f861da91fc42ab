"""Whose papers let them use which skill on the day of a visit, as the engine takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from app.dispatching.hooks import barring
from app.kernel import UnitOfWork
from app.kernel.epoch import from_epoch
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from dispatch.model.problem import Bar, Problem


def with_papers(uow: UnitOfWork, problem: Problem, territory: Territory) -> Problem:
    """Return the problem in which nobody uses a skill on a day on which his papers do not let him.

    The day is that on which the visit can begin at the earliest, by the territory's clock.
    """
    zone = ZoneInfo(territory.time_zone)
    allowed = barring(uow, [UUID(engineer.id) for engineer in problem.engineers])
    found: dict[tuple[str, date], tuple[Bar, ...]] = {}
    jobs = []
    for job in problem.jobs:
        opens_s = max(problem.now_s, job.window_start_s or problem.now_s)
        key = job.skill, local_date(from_epoch(opens_s), zone)
        if key not in found:
            found[key] = tuple(sorted(allowed(*key).values(), key=lambda bar: bar.engineer))
        jobs.append(replace(job, barred=found[key]) if found[key] else job)
    return replace(problem, jobs=tuple(jobs))
