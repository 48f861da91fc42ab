"""What a policy is shown of the world: one instant in the engine's words, and nothing still to come."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from dispatch.simulation.crew import Activity, SimulatedEngineer
from dispatch.simulation.day import Day, Request


def snapshot_of(
    day: Day, now_s: int, crew: Iterable[SimulatedEngineer], still_open: Mapping[str, Request]
) -> dict[str, Any]:
    """The instant as the engine's contract has it: who is on duty, and the requests nobody has reached."""
    requests = {request.id: request for request in day.requests}
    snapshot: dict[str, Any] = {
        "now_s": now_s,
        "promise_s": day.promise_s,
        "travel": dict(day.travel),
        "service_factor": {str(stars): factor for stars, factor in day.service_factor.items()},
        "engineers": [_engineer(day, now_s, one, requests) for one in crew if one.phase is not Activity.OFF],
        "jobs": [_job(day, request) for request in day.requests if request.id in still_open],
    }
    known = {"spread": day.spread, "demand": day.demand}
    return snapshot | {name: dict(facts) for name, facts in known.items() if facts is not None}


def factor_of(day: Day, engineer: SimulatedEngineer) -> float:
    """How many times an average engineer's seconds this one needs."""
    return day.service_factor.get(engineer.member.stars, 1.0)


def expected_s(day: Day, engineer: SimulatedEngineer, request: Request) -> int:
    """Seconds on site as far as anybody can know beforehand."""
    return math.ceil(request.expected_service_s * factor_of(day, engineer))


def _engineer(
    day: Day, now_s: int, one: SimulatedEngineer, requests: Mapping[str, Request]
) -> dict[str, Any]:
    member, free_s = one.member, now_s
    if one.phase is Activity.WORKING and one.request is not None:
        free_s = max(now_s, one.arrived_s + expected_s(day, one, requests[one.request]))
    seen: dict[str, Any] = {
        "id": member.id,
        "stars": member.stars,
        "skills": sorted(member.skills),
        "at": list(one.position(now_s)),
        "free_at_s": free_s,
        "shift_end_s": member.shift[1],
        "status": str(one.phase),
        "heading_to": one.request if one.phase is Activity.TRAVELLING else None,
    }
    return seen | ({"breaks": [list(pair) for pair in member.breaks]} if member.breaks else {})


def _job(day: Day, request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "point": list(request.point),
        "skill": request.skill,
        "min_stars": request.min_stars,
        "requested_at_s": request.at_s,
        "due_at_s": request.at_s + day.promise_of(request),
        "expected_service_s": request.expected_service_s,
        "priority": request.priority,
    }
