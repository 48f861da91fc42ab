"""Where a territory ends: what its boundary or circle holds, and whether a boundary is one.  Pure.

Degrees are taken for plane coordinates, which is exact enough below the size of a province.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Protocol

from geopy.distance import great_circle

Point = tuple[float, float]
"""Latitude and longitude."""

Ring = Sequence[Sequence[float]]
"""Corners one after another; the last one is joined to the first."""


class Area(Protocol):
    """A territory as its row has it."""

    centre_lat: float
    centre_lon: float
    radius_m: int
    boundary: list[list[float]] | None


def covers(area: Area, point: Point) -> bool:
    """Whether `point` lies inside the boundary, or within the radius where there is none."""
    if area.boundary:
        return inside(point, area.boundary)
    return distance_m(area, point) <= area.radius_m


def distance_m(area: Area, point: Point) -> float:
    """Metres from the area's centre as the crow flies."""
    return float(great_circle((area.centre_lat, area.centre_lon), point).m)


def inside(point: Point, ring: Ring) -> bool:
    """Even-odd rule (Shimrat 1962, Algorithm 112): a ray from inside crosses the ring oddly often."""
    lat, lon = point
    found = False
    for (lat_a, lon_a), (lat_b, lon_b) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (lat_a > lat) != (lat_b > lat):
            crossing = lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
            found ^= lon < crossing
    return found


def crossing_sides(ring: Ring) -> tuple[int, int] | None:
    """Return two sides that cross, each by the number from 1 on of the corner where it begins; None: none do.

    A corner that is said twice in a row, or again at the end, makes no side.
    """
    corners = [(n, (one[0], one[1])) for n, one in enumerate(ring, 1)]
    after = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    once = [(n, one) for (n, one), (_, following) in after if one != following]
    sides = [(n, one, other) for (n, one), (_, other) in zip(once, once[1:] + once[:1], strict=True)]
    for (n, a, b), (m, c, d) in combinations(sides, 2):
        if _cross(a, b, c, d) and not {a, b} & {c, d}:
            return n, m
    return None


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two spans have a point in common."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive where the way over a and b turns left to c, negative to the right, 0 straight on."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
