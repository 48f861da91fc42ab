"""A snapshot's JSON, checked field by field and frozen into a `Problem`."""

from __future__ import annotations

from typing import cast

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_number
from dispatch.model.contradictions import refuse_contradictions, refuse_unknown
from dispatch.model.demand import read_demand
from dispatch.model.problem import (
    MOST_STOPS,
    Bar,
    BarCode,
    Engineer,
    Job,
    Problem,
    ProfileName,
    Spread,
    Status,
    VisitState,
)
from dispatch.travel.spec import read_travel

STATUSES = ("idle", "travelling", "working")
STATES = ("planned", "offered", "accepted", "en_route")
PROFILES = ("snapshot", "day")
BAR_CODES = ("certificate_expired", "certificate_missing", "skill_suspended", "provider_suspended")
LOWEST_STARS, HIGHEST_STARS = 1, 5
LONGEST_SERVICE_S = 10_000_000
HIGHEST_PRIORITY = 1_000_000
OPEN_END_S = 7200  # the longest service the promise is made for, and the drive to it
WIDEST_SPREAD = 3.0
MOST_FUTURES = 64


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
        keep_stars=fields.flag("keep_stars", default=False),
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
        barred=tuple(_bar(bar) for bar in fields.objects("barred", required=False)),
    )


def _bar(fields: Fields) -> Bar:
    code = cast("BarCode", fields.choice("code", BAR_CODES))
    return Bar(fields.text("engineer"), code, fields.text_or_none("day"))


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
