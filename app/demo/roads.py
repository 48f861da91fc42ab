"""How far apart points are, how long a drive takes, and where somebody is on the way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geopy.distance import great_circle

from app.demo.world import Point, Roads

_METRES_PER_DEGREE = 111_195.0


def distance_m(a: Point, b: Point) -> float:
    """Return the great-circle distance in metres."""
    return float(great_circle(a, b).meters)


def drive_s(roads: Roads, a: Point, b: Point) -> float:
    """Return the seconds that the drive takes on an ordinary day."""
    return distance_m(a, b) * roads.circuity / (roads.speed_kmh / 3.6)


def between(a: Point, b: Point, share: float) -> Point:
    """Return the point that lies `share` (0 to 1) of the way from `a` to `b`; good within one city."""
    share = min(1.0, max(0.0, share))
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def shifted(origin: Point, north_m: float, east_m: float) -> Point:
    """Return the point so many metres north and east of `origin`."""
    per_lon = _METRES_PER_DEGREE * math.cos(math.radians(origin[0]))
    return (round(origin[0] + north_m / _METRES_PER_DEGREE, 6), round(origin[1] + east_m / per_lon, 6))


def extent(points: Sequence[Point], margin_m: int = 2000) -> tuple[Point, int]:
    """Return the middle of the points' bounding box and a radius in metres that covers all of them."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    centre = (round((min(lats) + max(lats)) / 2, 6), round((min(lons) + max(lons)) / 2, 6))
    reach = max(distance_m(centre, point) for point in points)
    return centre, max(1000, math.ceil(reach) + margin_m)
