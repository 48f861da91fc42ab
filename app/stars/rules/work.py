"""What kind of work a visit was: what figures are evened out for."""

from __future__ import annotations

from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

PART_OF_DAY_H = 6
REMOTE_KM = (3.0, 6.0, 12.0, 25.0)
"""Where the bands of remoteness end, as the crow flies from the middle of the territory."""

_EARTH_KM = 6371.0


def part_of_day(at: datetime, zone: ZoneInfo) -> int:
    """Return the quarter of the day by a place's clock, 0 from midnight on."""
    return at.astimezone(zone).hour // PART_OF_DAY_H


def remoteness(place: tuple[float | None, float | None], centre: tuple[float, float]) -> int:
    """Return the band of the distance, 0 the nearest; what is nowhere yet counts as near."""
    lat, lon = place
    if lat is None or lon is None:
        return 0
    across = sin(radians(lat - centre[0]) / 2) ** 2
    along = cos(radians(lat)) * cos(radians(centre[0])) * sin(radians(lon - centre[1]) / 2) ** 2
    distance_km = 2 * _EARTH_KM * asin(sqrt(min(across + along, 1.0)))
    return sum(distance_km > end for end in REMOTE_KM)
