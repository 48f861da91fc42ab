"""Travel specs for tests, read as a snapshot's are."""

from __future__ import annotations

from typing import Any

from dispatch.fields import Fields
from dispatch.travel import TravelSpec
from dispatch.travel.spec import read_travel

PLAIN = {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30}
GROWING = {**PLAIN, "speed_kmh": {"short": 25, "long": 35, "full_at_km": 15}}
ROADS = {"model": "osrm", "url": "http://road.example/"}


def spec(travel: dict[str, Any], at_s: int = 0, **more: Any) -> TravelSpec:
    """`travel` with the fields of `more`, for drives that begin at `at_s`."""
    return read_travel(Fields.of({**travel, **more}, "travel"), at_s)
