"""A working day as data: the crew, and every request with when it is made and what it will really take.

Times are whole seconds since the day's own origin, points (lat, lon) in degrees.  A day is complete: nothing
is drawn while it is played, so that every policy and every crew meets the same fate (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_object
from dispatch.model.contradictions import refuse_duplicates
from dispatch.model.demand import read_demand
from dispatch.model.snapshot import (
    HIGHEST_PRIORITY,
    HIGHEST_STARS,
    LONGEST_SERVICE_S,
    LOWEST_STARS,
    read_service_factor,
)
from dispatch.travel.spec import Point, read_travel

HOURS_OF_WEEK: Final = 7 * 24
_LARGEST_FACTOR: Final = 100.0
_LONGEST_DELAY_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Member:
    """One engineer of the day's crew, at `start` when the shift (begin_s, end_s) begins."""

    id: str
    stars: int
    skills: frozenset[str]
    start: Point
    shift: tuple[int, int]
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def on_duty_s(self) -> int:
        """Seconds of the shift, breaks taken off."""
        begin, end = self.shift
        return end - begin - sum(max(0, min(end, b) - max(begin, a)) for a, b in self.breaks)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `service_s` is what an engineer at factor 1 really needs.

    Whoever is sent there sets out `setting_out_s` after the order, and the drive takes `drive_factor` × the
    travel model's time.  `promise_s` is its own promise where it differs from the day's; `district` only
    groups the figures.  `asked_stars` is the minimum it had where that was taken off; no part of the JSON.
    """

    id: str
    at_s: int
    point: Point
    skill: str
    min_stars: int
    expected_service_s: int
    service_s: int
    priority: int = 1
    drive_factor: float = 1.0
    setting_out_s: int = 0
    promise_s: int | None = None
    district: str | None = None
    asked_stars: int | None = None


@dataclass(frozen=True)
class Day:
    """Everything that happens.  `travel`, `spread` and `demand` go into the snapshots as they are.

    `week_hour` is the hour of the week at second 0 (0 is Monday midnight), where the day has a place in one.
    """

    name: str
    promise_s: int
    travel: Mapping[str, Any]
    engineers: tuple[Member, ...]
    requests: tuple[Request, ...]
    service_factor: Mapping[int, float] = field(default_factory=dict)
    spread: Mapping[str, float] | None = None
    week_hour: int | None = None
    demand: Mapping[str, Any] | None = None

    @cached_property
    def end_s(self) -> int:
        """When the last shift ends."""
        return max((member.shift[1] for member in self.engineers), default=0)

    def promise_of(self, request: Request) -> int:
        """Seconds within which somebody must be on site."""
        return self.promise_s if request.promise_s is None else request.promise_s

    def to_dict(self) -> dict[str, Any]:
        """The day's JSON; fields at their default are left out."""
        document: dict[str, Any] = {
            "name": self.name,
            "promise_s": self.promise_s,
            "travel": dict(self.travel),
            "service_factor": {str(stars): factor for stars, factor in self.service_factor.items()},
            "engineers": [_member_dict(member) for member in self.engineers],
            "requests": [_request_dict(request) for request in self.requests],
        }
        extras = {
            "spread": dict(self.spread) if self.spread else None,
            "week_hour": self.week_hour,
            "demand": dict(self.demand) if self.demand else None,
        }
        return document | {key: value for key, value in extras.items() if value is not None}


def parse_day(document: object) -> Day:
    """Validate a day's JSON.

    Raises SnapshotError naming the first field that is missing, of a wrong type, out of bounds, or repeated.
    """
    top = Fields(as_object(document, "day"))
    engineers = tuple(_member(item) for item in top.objects("engineers"))
    requests = tuple(_request(item) for item in top.objects("requests"))
    if not engineers:
        raise SnapshotError("engineers", "must not be empty", "不能为空")
    refuse_duplicates("engineers", [member.id for member in engineers])
    refuse_duplicates("requests", [request.id for request in requests])
    travel = Fields.of(top.need("travel"), "travel")
    read_travel(travel)
    demand = Fields.of(top.need("demand"), "demand") if top.has("demand") else None
    if demand is not None:
        read_demand(demand)
    return Day(
        name=top.text("name") if top.has("name") else "day",
        promise_s=top.whole("promise_s", 0, TIME_LIMIT_S),
        travel=dict(travel.values),
        engineers=engineers,
        requests=requests,
        service_factor=read_service_factor(top),
        spread=_spread(top),
        week_hour=top.whole_or_none("week_hour", 0, HOURS_OF_WEEK - 1),
        demand=None if demand is None else dict(demand.values),
    )


def _member(row: Fields) -> Member:
    return Member(
        id=row.text("id"),
        stars=row.whole("stars", LOWEST_STARS, HIGHEST_STARS),
        skills=frozenset(row.texts("skills", required=True)),
        start=row.point("start"),
        shift=row.span("shift"),
        breaks=row.spans("breaks"),
    )


def _request(row: Fields) -> Request:
    return Request(
        id=row.text("id"),
        at_s=row.time("at_s"),
        point=row.point("point"),
        skill=row.text("skill"),
        min_stars=row.whole("min_stars", LOWEST_STARS, HIGHEST_STARS),
        expected_service_s=row.whole("expected_service_s", 0, LONGEST_SERVICE_S),
        service_s=row.whole("service_s", 0, LONGEST_SERVICE_S),
        priority=row.whole("priority", 0, HIGHEST_PRIORITY) if row.has("priority") else 1,
        drive_factor=row.number("drive_factor", 1 / _LARGEST_FACTOR, _LARGEST_FACTOR, default=1.0),
        setting_out_s=row.whole("setting_out_s", 0, _LONGEST_DELAY_S) if row.has("setting_out_s") else 0,
        promise_s=row.whole_or_none("promise_s", 0, TIME_LIMIT_S),
        district=row.text_or_none("district"),
    )


def _spread(top: Fields) -> dict[str, float] | None:
    if not top.has("spread"):
        return None
    table = Fields.of(top.need("spread"), "spread")
    return {key: table.number(key, 0, 10) for key in ("service", "travel") if table.has(key)}


def _member_dict(member: Member) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": member.id,
        "stars": member.stars,
        "skills": sorted(member.skills),
        "start": list(member.start),
        "shift": list(member.shift),
    }
    return row | ({"breaks": [list(pair) for pair in member.breaks]} if member.breaks else {})


def _request_dict(request: Request) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": request.id,
        "at_s": request.at_s,
        "point": list(request.point),
        "skill": request.skill,
        "min_stars": request.min_stars,
        "expected_service_s": request.expected_service_s,
        "service_s": request.service_s,
        "priority": request.priority,
    }
    if request.drive_factor != 1.0:
        row["drive_factor"] = request.drive_factor
    if request.setting_out_s:
        row["setting_out_s"] = request.setting_out_s
    extras = {"promise_s": request.promise_s, "district": request.district}
    return row | {key: value for key, value in extras.items() if value is not None}
