"""What the engine decides about: engineers, jobs and the instant, frozen.

Times are whole seconds on one common origin (negative ones occur), points are (lat, lon) in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from dispatch.model.demand import Demand
from dispatch.travel.spec import Point, TravelSpec

Status: TypeAlias = Literal["idle", "travelling", "working"]
VisitState: TypeAlias = Literal["planned", "offered", "accepted", "en_route"]
ProfileName: TypeAlias = Literal["snapshot", "day"]
BarCode: TypeAlias = Literal[
    "certificate_expired", "certificate_missing", "skill_suspended", "provider_suspended"
]

MOST_STOPS = 10_000


@dataclass(frozen=True, slots=True)
class Engineer:
    """One engineer as of `now_s`: free at `at` from `free_at_s`, done with the last stop by `shift_end_s`.

    `heading_to` is the job being driven to. `breaks` are (start_s, end_s) without driving or work, in order.
    `max_jobs` bounds the stops of the route. An unavailable engineer (sick, off duty) gets no stop at all.
    `worked_s` is the work done so far in the shift, for a fair share of what comes.
    """

    id: str
    stars: int
    skills: frozenset[str]
    at: Point
    free_at_s: int
    shift_end_s: int
    status: Status = "idle"
    heading_to: str | None = None
    provider: str | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    max_jobs: int | None = None
    available: bool = True
    worked_s: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """Why an engineer who has a job's skill may not use it on the job's day, and until (or since) when."""

    engineer: str
    code: BarCode
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One open visit. `required_engineer` pins it; `frozen` keeps it the first stop of `current_engineer`.

    `barred` are those whose papers do not let them use the skill, each engineer once.
    """

    id: str
    point: Point
    skill: str
    min_stars: int
    requested_at_s: int
    due_at_s: int
    expected_service_s: int
    priority: int = 1
    required_engineer: str | None = None
    excluded_engineers: frozenset[str] = frozenset()
    preferred_engineers: frozenset[str] = frozenset()
    current_engineer: str | None = None
    state: VisitState = "planned"
    frozen: bool = False
    window_start_s: int | None = None
    provider: str | None = None
    barred: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """How much times vary: lognormal sigma of services, relative standard deviation of drives."""

    service: float | None = None
    travel: float | None = None


@dataclass(frozen=True)
class Problem:
    """A validated snapshot. `routes` is the plan in force: engineer id → job ids in order.

    `overtime_s` is how far the only visit of an engineer, set out to within the shift, may end beyond it.
    `demand` is what is known of requests to come, `futures` how many of them are planned at most (None: as
    many as fit, 0: nothing is expected).  `keep_stars` prices scarce stars (`dispatch.model.keeping`).
    """

    now_s: int
    promise_s: int
    travel: TravelSpec
    engineers: tuple[Engineer, ...]
    jobs: tuple[Job, ...]
    service_factor: Mapping[int, float] = field(default_factory=dict)
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profile: ProfileName | None = None
    overtime_s: int = 0
    spread: Spread = Spread()
    demand: Demand | None = None
    futures: int | None = None
    keep_stars: bool = False

    @cached_property
    def engineer_index(self) -> dict[str, int]:
        """Engineer id → index."""
        return {engineer.id: n for n, engineer in enumerate(self.engineers)}

    @cached_property
    def job_index(self) -> dict[str, int]:
        """Job id → index."""
        return {job.id: n for n, job in enumerate(self.jobs)}

    def engineer(self, engineer_id: str) -> Engineer:
        """Raises KeyError if there is none."""
        return self.engineers[self.engineer_index[engineer_id]]

    def job(self, job_id: str) -> Job:
        """Raises KeyError if there is none."""
        return self.jobs[self.job_index[job_id]]

    def service_s(self, engineer: Engineer, job: Job) -> int:
        """Expected seconds on site, rounded up; a grade without a factor works at factor 1."""
        return math.ceil(job.expected_service_s * self.service_factor.get(engineer.stars, 1.0))

    def ready_s(self, engineer: Engineer) -> int:
        """When the engineer can set out."""
        return max(self.now_s, engineer.free_at_s)

    def most_stops(self, engineer: Engineer) -> int:
        """How long the route may be; a frozen visit is not taken away by a lower limit."""
        limit = MOST_STOPS if engineer.max_jobs is None else engineer.max_jobs
        return max(limit, int(engineer.id in self.fixed_first))

    @cached_property
    def mean_expected_s(self) -> float:
        """Mean expected service of the open jobs, 0 if there are none."""
        return sum(job.expected_service_s for job in self.jobs) / max(1, len(self.jobs))

    @cached_property
    def fixed_first(self) -> dict[str, str]:
        """Engineer id → the frozen job that must stay that engineer's first stop."""
        return {job.current_engineer: job.id for job in self.jobs if job.frozen and job.current_engineer}

    @cached_property
    def in_force(self) -> dict[str, tuple[str, ...]]:
        """Engineer id → job ids in force: the routes, completed by headings, freezes and holders."""
        stops = {engineer.id: list(self.routes.get(engineer.id, ())) for engineer in self.engineers}
        held = {job_id for route in stops.values() for job_id in route}
        for job in sorted(self.jobs, key=lambda job: (job.due_at_s, job.id)):
            if job.current_engineer is not None and job.id not in held:
                stops[job.current_engineer].append(job.id)
                held.add(job.id)
        for engineer in self.engineers:
            first = self.fixed_first.get(engineer.id) or engineer.heading_to
            if first is not None and (first not in held or first in stops[engineer.id]):
                stops[engineer.id] = [first, *(job_id for job_id in stops[engineer.id] if job_id != first)]
        return {engineer_id: tuple(route) for engineer_id, route in stops.items()}
