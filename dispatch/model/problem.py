"""What the engine decides about: engineers, jobs and the instant, frozen, and built from a snapshot's JSON.

Times are whole seconds on one common origin (negative ones occur), points are (lat, lon) in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias, cast

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_number
from dispatch.model.demand import Demand, read_demand
from dispatch.travel.spec import Point, TravelSpec, read_travel

__all__ = ["Engineer", "Job", "Point", "Problem", "SnapshotError", "TravelSpec", "parse_snapshot"]

Status: TypeAlias = Literal["idle", "travelling", "working"]
VisitState: TypeAlias = Literal["planned", "offered", "accepted", "en_route"]
ProfileName: TypeAlias = Literal["snapshot", "day"]

STATUSES = ("idle", "travelling", "working")
STATES = ("planned", "offered", "accepted", "en_route")
PROFILES = ("snapshot", "day")
LOWEST_STARS, HIGHEST_STARS = 1, 5
LONGEST_SERVICE_S = 10_000_000
HIGHEST_PRIORITY = 1_000_000
MOST_STOPS = 10_000
OPEN_END_S = 7200  # the longest service the promise is made for, and the drive to it
WIDEST_SPREAD = 3.0
MOST_FUTURES = 64


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
class Job:
    """One open visit. `required_engineer` pins it; `frozen` keeps it the first stop of `current_engineer`."""

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
    many as fit, 0: nothing is expected).
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


def parse_snapshot(snapshot: object) -> Problem:
    """Validate a snapshot and freeze it.

    Raises SnapshotError naming the first field that is missing, of a wrong type, out of bounds, a duplicate
    id, or a reference to an unknown engineer or job. Fields that the contract does not know are ignored.
    """
    fields = Fields.of(snapshot, "")
    engineers = tuple(_engineer(item) for item in fields.objects("engineers"))
    jobs = tuple(_job(item) for item in fields.objects("jobs"))
    refuse_contradictions(engineers, jobs)
    now_s = fields.time("now_s")
    profile = cast(
        "ProfileName | None", fields.choice("profile", PROFILES) if fields.has("profile") else None
    )
    return Problem(
        now_s=now_s,
        promise_s=fields.whole("promise_s", 0, TIME_LIMIT_S),
        travel=read_travel(Fields.of(fields.need("travel"), "travel"), now_s),
        engineers=engineers,
        jobs=jobs,
        service_factor=read_service_factor(fields),
        routes=_routes(fields, {engineer.id for engineer in engineers}, {job.id for job in jobs}),
        profile=profile,
        overtime_s=_overtime(fields, profile),
        spread=_spread(fields),
        demand=read_demand(Fields.of(fields.need("demand"), "demand")) if fields.has("demand") else None,
        futures=fields.whole_or_none("futures", 0, MOST_FUTURES),
    )


def _overtime(fields: Fields, profile: ProfileName | None) -> int:
    """A running day that says nothing about overtime lets a visit be begun until the shift's end."""
    if fields.has("overtime_s"):
        return fields.whole("overtime_s", 0, TIME_LIMIT_S)
    return 0 if profile == "snapshot" else OPEN_END_S


def _spread(fields: Fields) -> Spread:
    if not fields.has("spread"):
        return Spread()
    spread = Fields.of(fields.need("spread"), fields.at("spread"))
    return Spread(_relative(spread, "service"), _relative(spread, "travel"))


def _relative(fields: Fields, key: str) -> float | None:
    return as_number(fields.need(key), fields.at(key), 0, WIDEST_SPREAD) if fields.has(key) else None


def _engineer(fields: Fields) -> Engineer:
    status = cast("Status", fields.choice("status", STATUSES, default="idle"))
    return Engineer(
        id=fields.text("id"),
        stars=fields.whole("stars", LOWEST_STARS, HIGHEST_STARS),
        skills=frozenset(fields.texts("skills", required=True)),
        at=fields.point("at"),
        free_at_s=fields.time("free_at_s"),
        shift_end_s=fields.time("shift_end_s"),
        status=status,
        heading_to=fields.text_or_none("heading_to"),
        provider=fields.text_or_none("provider"),
        breaks=fields.spans("breaks"),
        max_jobs=fields.whole_or_none("max_jobs", 0, MOST_STOPS),
        available=fields.flag("available", default=True),
        worked_s=fields.whole("worked_s", 0, TIME_LIMIT_S) if fields.has("worked_s") else 0,
    )


def _job(fields: Fields) -> Job:
    return Job(
        id=fields.text("id"),
        point=fields.point("point"),
        skill=fields.text("skill"),
        min_stars=fields.whole("min_stars", LOWEST_STARS, HIGHEST_STARS),
        requested_at_s=fields.time("requested_at_s"),
        due_at_s=fields.time("due_at_s"),
        expected_service_s=fields.whole("expected_service_s", 0, LONGEST_SERVICE_S),
        priority=fields.whole("priority", 0, HIGHEST_PRIORITY) if fields.has("priority") else 1,
        required_engineer=fields.text_or_none("required_engineer"),
        excluded_engineers=frozenset(fields.texts("excluded_engineers")),
        preferred_engineers=frozenset(fields.texts("preferred_engineers")),
        current_engineer=fields.text_or_none("current_engineer"),
        state=cast("VisitState", fields.choice("state", STATES, default="planned")),
        frozen=fields.flag("frozen", default=False),
        window_start_s=fields.time_or_none("window_start_s"),
        provider=fields.text_or_none("provider"),
    )


def read_service_factor(fields: Fields) -> dict[int, float]:
    """Stars → factor on expected service; raises SnapshotError naming the grade that is none."""
    if not fields.has("service_factor"):
        return {}
    factors = Fields.of(fields.need("service_factor"), "service_factor")
    stars = {str(n): n for n in range(LOWEST_STARS, HIGHEST_STARS + 1)}
    for key in factors.values:
        if key not in stars:
            raise SnapshotError(
                factors.at(str(key)),
                f"stars are {LOWEST_STARS} to {HIGHEST_STARS}",
                f"星级为 {LOWEST_STARS} 至 {HIGHEST_STARS}",
            )
    return {stars[key]: as_number(value, factors.at(key), 0.01, 100) for key, value in factors.values.items()}


def _routes(fields: Fields, engineers: set[str], jobs: set[str]) -> dict[str, tuple[str, ...]]:
    routes: dict[str, tuple[str, ...]] = {}
    planned: set[str] = set()
    for route in fields.objects("routes", required=False):
        engineer_id = route.text("engineer")
        refuse_unknown(route.at("engineer"), engineer_id, engineers)
        if engineer_id in routes:
            raise SnapshotError(
                route.at("engineer"), f"{engineer_id!r} has another route", f"{engineer_id!r} 已有另一条路线"
            )
        stops = []
        for stop in route.objects("stops"):
            job_id = stop.text("job")
            refuse_unknown(stop.at("job"), job_id, jobs)
            if job_id in planned:
                raise SnapshotError(
                    stop.at("job"), f"{job_id!r} is planned twice", f"{job_id!r} 被安排了两次"
                )
            planned.add(job_id)
            stops.append(job_id)
        routes[engineer_id] = tuple(stops)
    return routes


def refuse_duplicates(key: str, ids: Sequence[str]) -> None:
    """Raises SnapshotError naming the first id that occurs twice."""
    seen: set[str] = set()
    for n, value in enumerate(ids):
        if value in seen:
            raise SnapshotError(f"{key}[{n}].id", f"{value!r} occurs twice", f"{value!r} 出现两次")
        seen.add(value)


def refuse_unknown(path: str, value: str, known: set[str]) -> None:
    """Raises SnapshotError naming the reference that points at nothing."""
    if value not in known:
        raise SnapshotError(path, f"{value!r} is not in the snapshot", f"{value!r} 不在快照中")


def refuse_contradictions(engineers: Sequence[Engineer], jobs: Sequence[Job]) -> None:
    """Hold engineers and jobs against each other, whoever made them.

    No id stands twice, references point at something, nobody heads to a job without travelling, no two
    engineers head to one job, no two jobs are frozen to one engineer. Raises SnapshotError naming the field.
    """
    refuse_duplicates("engineers", [engineer.id for engineer in engineers])
    refuse_duplicates("jobs", [job.id for job in jobs])
    job_ids, engineer_ids = {job.id for job in jobs}, {engineer.id for engineer in engineers}
    headed: set[str] = set()
    for n, engineer in enumerate(engineers):
        if engineer.heading_to is not None:
            _refuse_heading(f"engineers[{n}].heading_to", engineer, job_ids, headed)
            headed.add(engineer.heading_to)
    frozen: set[str] = set()
    for n, job in enumerate(jobs):
        if job.current_engineer is not None:
            refuse_unknown(f"jobs[{n}].current_engineer", job.current_engineer, engineer_ids)
        if job.frozen:
            _refuse_frozen(f"jobs[{n}].frozen", job, frozen)
            frozen.add(job.current_engineer or "")


def _refuse_heading(path: str, engineer: Engineer, jobs: set[str], headed: set[str]) -> None:
    job_id = engineer.heading_to or ""
    if engineer.status != "travelling":
        raise SnapshotError(
            path,
            f"only a travelling engineer has one, not one who is {engineer.status}",
            f"只有在途的工程师才有此项，而不是状态为 {engineer.status} 的工程师",
        )
    refuse_unknown(path, job_id, jobs)
    if job_id in headed:
        raise SnapshotError(path, f"another engineer heads to {job_id!r}", f"另一名工程师正前往 {job_id!r}")


def _refuse_frozen(path: str, job: Job, frozen: set[str]) -> None:
    if job.current_engineer is None:
        raise SnapshotError(path, "needs a current_engineer", "需要 current_engineer")
    if job.current_engineer in frozen:
        raise SnapshotError(
            path,
            f"{job.current_engineer!r} has another frozen job",
            f"{job.current_engineer!r} 已有另一个锁定的任务",
        )
