"""Where engineers really are: on one road that runs from south to north through the town's centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.phone import DEGREE_M
from tests.support.town import CENTRE, KM

SITE_KM_M = KM * DEGREE_M
"""Metres that the town calls a kilometre."""

SLOWEST_S, M_S = 240.0, 14.0
"""A drive takes so long at least, and is no faster than 50 km/h."""


@dataclass
class Ground:
    """`places` are metres north of the centre, one for each engineer."""

    places: list[float]

    def drive_s(self, engineer: int, to_m: float) -> float:
        """Seconds that a drive takes."""
        return max(SLOWEST_S, abs(self.places[engineer] - to_m) / M_S)

    def move(self, engineer: int, to_m: float, share: float) -> None:
        """Go `share` of the way that is left; the caller lets the time pass."""
        self.places[engineer] += (to_m - self.places[engineer]) * share

    def reading(self, engineer: int, *, off_m: float = 0.0) -> dict[str, Any]:
        """What an honest receiver shows here, `off_m` beside it."""
        return position(self.places[engineer] + off_m)

    def is_at(self, engineer: int, metres: float) -> bool:
        """Whether the engineer is at a site."""
        return abs(self.places[engineer] - metres) < 60


def position(metres: float, **more: Any) -> dict[str, Any]:
    """A position so many metres north of the centre."""
    return {"lat": CENTRE[0] + metres / DEGREE_M, "lon": CENTRE[1], "accuracy_m": 9.0, **more}


def metres_of(lat: float) -> float:
    """The place on the road."""
    return (lat - CENTRE[0]) * DEGREE_M
