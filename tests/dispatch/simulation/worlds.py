"""Small days whose course can be computed by hand: all on one line, with a point for every minute's drive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dispatch.simulation.day import Day, Member, Request

HOUR = 3600
STREETS: dict[str, Any] = {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0}
_POINTS_A_DEGREE = 64  # binary, so that half the way is exactly halfway


def at(minute: int) -> tuple[float, float]:
    """The point so many minutes from the line's beginning."""
    return (minute / _POINTS_A_DEGREE, 0.0)


def line(minutes: Iterable[int]) -> dict[str, Any]:
    """Driving times between these points of the line, exact to the second."""
    stops = sorted(set(minutes))
    seconds = [[60 * abs(a - b) for b in stops] for a in stops]
    return {"model": "matrix", "points": [list(at(n)) for n in stops], "seconds": seconds}


def member(name: str = "E1", minute: int = 0, **changes: Any) -> Member:
    """A three-star engineer for desktops, on duty for ten hours."""
    return replace(Member(name, 3, frozenset({"desktop"}), at(minute), (0, 10 * HOUR)), **changes)


def request(name: str = "R1", at_min: float = 0, minute: int = 10, **changes: Any) -> Request:
    """A request made in minute `at_min`; its work takes twenty minutes as expected."""
    made = Request(name, round(at_min * 60), at(minute), "desktop", 1, 1200, 1200)
    return replace(made, **changes)


def day(engineers: list[Member], requests: list[Request], via: Iterable[int] = (), **changes: Any) -> Day:
    """A day on the line with a promise of an hour; `via` names points where somebody will turn round."""
    points = [*(one.start for one in engineers), *(one.point for one in requests)]
    travel = line([*via, *(round(point[0] * _POINTS_A_DEGREE) for point in points)])
    return replace(Day("line", HOUR, travel, tuple(engineers), tuple(requests)), **changes)


def plan(*routes: tuple[str, list[str]], **others: Any) -> dict[str, Any]:
    """A plan's JSON from (engineer, jobs)."""
    made = [{"engineer": who, "stops": [{"job": job} for job in jobs]} for who, jobs in routes]
    return {"routes": made, **others}
