"""A horizon from JSON: every field checked, the first that is wrong named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError
from dispatch.horizon.objective import read_weights
from dispatch.horizon.problem import LOWEST_STARS, Depot, Horizon, PlannedVisit, Shift, Span, Technician
from dispatch.model.contradictions import refuse_duplicates, refuse_unknown
from dispatch.model.snapshot import read_service_factor
from dispatch.travel.spec import Point, read_travel

HIGHEST_STARS: Final = 5
LONGEST_SERVICE_S: Final = 10_000_000
HIGHEST_PRIORITY: Final = 1_000_000
MOST_PARTS: Final = 1_000_000
MOST_VISITS: Final = 10_000


def parse_horizon(data: object) -> Horizon:
    """Validate a horizon and freeze it.

    Raises SnapshotError naming the first field that is missing, of a wrong type, out of bounds, a duplicate
    id, a reference to something unknown, or what cannot be planned: a crew of more than one, a visit that
    waits `after` others.
    """
    fields = Fields.of(data, "")
    depots = tuple(_depot(item) for item in fields.objects("depots", required=False))
    refuse_duplicates("depots", [depot.id for depot in depots])
    depot_ids = tuple(depot.id for depot in depots)
    technicians = tuple(_technician(item, depot_ids) for item in fields.objects("engineers"))
    refuse_duplicates("engineers", [technician.id for technician in technicians])
    _refuse_same_shifts(technicians)
    visits = tuple(_visit(item) for item in fields.objects("visits"))
    refuse_duplicates("visits", [visit.id for visit in visits])
    _check_references(visits, {technician.id for technician in technicians})
    shifts = {shift.id for technician in technicians for shift in technician.shifts}
    return Horizon(
        travel=read_travel(Fields.of(fields.need("travel"), "travel")),
        technicians=technicians,
        visits=visits,
        depots=depots,
        weights=read_weights(fields),
        service_factor=read_service_factor(fields),
        routes=_routes(fields, shifts, {visit.id for visit in visits}),
    )


def _depot(fields: Fields) -> Depot:
    return Depot(
        id=fields.text("id"),
        point=fields.point("point"),
        windows=_spans(fields, "windows"),
        service_s=fields.whole("service_s", 0, LONGEST_SERVICE_S) if fields.has("service_s") else 0,
    )


def _technician(fields: Fields, depot_ids: Sequence[str]) -> Technician:
    depots = fields.texts("depots") if fields.has("depots") else tuple(depot_ids)
    for n, depot_id in enumerate(depots):
        refuse_unknown(f"{fields.at('depots')}[{n}]", depot_id, set(depot_ids))
    engineer_id = fields.text("id")
    home = fields.point("home")
    shifts = [_shift(item, engineer_id, n, home) for n, item in enumerate(fields.objects("shifts"))]
    _refuse_overlaps(fields.at("shifts"), shifts)
    return Technician(
        id=engineer_id,
        stars=_stars(fields, "stars"),
        skills=frozenset(fields.texts("skills")),
        shifts=tuple(shifts),
        tools=frozenset(fields.texts("tools")),
        parts=_parts(fields),
        depots=depots,
        provider=fields.text_or_none("provider"),
    )


def _shift(fields: Fields, engineer_id: str, number: int, home: Point) -> Shift:
    start_s, end_s = fields.time("start_s"), fields.time("end_s")
    if end_s < start_s:
        raise SnapshotError(fields.at("end_s"), "lies before start_s", "早于 start_s")
    away = not fields.flag("returns", default=True)
    if away and fields.has("end"):
        raise SnapshotError(
            fields.at("end"), "an engineer who does not return has no end", "不返回的工程师没有终点"
        )
    return Shift(
        id=fields.text_or_none("id") or f"{engineer_id}/{number + 1}",
        engineer=engineer_id,
        start_s=start_s,
        end_s=end_s,
        start=fields.point("start") if fields.has("start") else home,
        end=None if away else fields.point("end") if fields.has("end") else home,
        overtime_s=fields.whole("overtime_s", 0, TIME_LIMIT_S) if fields.has("overtime_s") else 0,
        breaks=_spans(fields, "breaks"),
        max_visits=fields.whole_or_none("max_visits", 0, MOST_VISITS),
    )


def _visit(fields: Fields) -> PlannedVisit:
    if fields.has("after") and fields.texts("after"):
        raise SnapshotError(
            fields.at("after"),
            "visits that wait for others cannot be planned",
            "尚不能安排须等待其他上门的任务",
        )
    if fields.has("crew") and fields.whole("crew", 1, 100) != 1:
        raise SnapshotError(
            fields.at("crew"), "only crews of one engineer can be planned", "只能安排一名工程师的任务"
        )
    return PlannedVisit(
        id=fields.text("id"),
        point=fields.point("point"),
        service_s=fields.whole("service_s", 0, LONGEST_SERVICE_S),
        skills=frozenset(fields.texts("skills")),
        min_stars=_stars(fields, "min_stars"),
        windows=_spans(fields, "windows"),
        tools=frozenset(fields.texts("tools")),
        parts=_parts(fields),
        priority=fields.whole("priority", 0, HIGHEST_PRIORITY) if fields.has("priority") else 1,
        required_engineer=fields.text_or_none("required_engineer"),
        excluded_engineers=frozenset(fields.texts("excluded_engineers")),
        preferred_engineers=frozenset(fields.texts("preferred_engineers")),
        provider=fields.text_or_none("provider"),
    )


def _stars(fields: Fields, key: str) -> int:
    return fields.whole(key, LOWEST_STARS, HIGHEST_STARS) if fields.has(key) else LOWEST_STARS


def _spans(fields: Fields, key: str) -> tuple[Span, ...]:
    """Spans in order; those that overlap or touch are one."""
    return _merged(fields.spans(key))


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start_s, end_s in spans:
        if merged and start_s <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end_s)
        else:
            merged.append((start_s, end_s))
    return tuple(merged)


def _parts(fields: Fields) -> dict[str, int]:
    if not fields.has("parts"):
        return {}
    parts = Fields.of(fields.need("parts"), fields.at("parts"))
    return {str(name): parts.whole(name, 0, MOST_PARTS) for name in parts.values}


def _routes(fields: Fields, shifts: set[str], visits: set[str]) -> dict[str, tuple[str, ...]]:
    routes: dict[str, tuple[str, ...]] = {}
    planned: set[str] = set()
    for route in fields.objects("routes", required=False):
        shift_id = route.text("shift")
        refuse_unknown(route.at("shift"), shift_id, shifts)
        if shift_id in routes:
            raise SnapshotError(
                route.at("shift"), f"{shift_id!r} has another route", f"{shift_id!r} 已有另一条路线"
            )
        stops = [stop for stop in route.objects("stops") if stop.has("visit")]
        for stop in stops:
            refuse_unknown(stop.at("visit"), stop.text("visit"), visits)
            if stop.text("visit") in planned:
                raise SnapshotError(
                    stop.at("visit"),
                    f"{stop.text('visit')!r} is planned twice",
                    f"{stop.text('visit')!r} 被安排了两次",
                )
            planned.add(stop.text("visit"))
        routes[shift_id] = tuple(stop.text("visit") for stop in stops)
    return routes


def _refuse_same_shifts(technicians: Sequence[Technician]) -> None:
    seen: set[str] = set()
    for n, technician in enumerate(technicians):
        for k, shift in enumerate(technician.shifts):
            if shift.id in seen:
                raise SnapshotError(
                    f"engineers[{n}].shifts[{k}].id", f"{shift.id!r} occurs twice", f"{shift.id!r} 出现两次"
                )
            seen.add(shift.id)


def _refuse_overlaps(path: str, shifts: Sequence[Shift]) -> None:
    order = sorted(range(len(shifts)), key=lambda n: (shifts[n].start_s, shifts[n].end_s))
    for before, behind in pairwise(order):
        if shifts[behind].start_s < shifts[before].latest_s:
            raise SnapshotError(
                f"{path}[{behind}].start_s",
                "overlaps the shift before, overtime included",
                "与前一班次（含加班）重叠",
            )


def _check_references(visits: Sequence[PlannedVisit], engineers: set[str]) -> None:
    for n, visit in enumerate(visits):
        if visit.required_engineer is not None:
            refuse_unknown(f"visits[{n}].required_engineer", visit.required_engineer, engineers)
