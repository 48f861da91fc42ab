"""Which reported positions say where an engineer is: by accuracy, and by what can be driven.

A phone without satellites reports a mast kilometres away; one that was never fixed reports 0, 0; one that
lies reports what it likes.  None of those may take a visit from an engineer who is nearly there.  Judging is
a fold over the positions in order of time, so that the order of delivery changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FASTEST_M_S = 30.0
"""108 km/h as the crow flies: more than a motorway gives between two places."""

SLACK_M = 300.0
"""So far two positions of one place may lie apart beside their accuracies: canyons of houses reflect."""

LEAST_ACCURATE_M = 500.0
"""A position less certain than this says nothing that matters within a city."""

NULL_ISLAND_M = 20_000.0
FARTHEST_M = 300_000.0
"""So far from the territory's centre, beyond its radius, no engineer of it is at work."""

AGREEING = 3
AGREEING_OVER = timedelta(minutes=2)
"""So many positions in a row that fit one another, over so long, outweigh the one that they contradict."""

_EARTH_M = 6_371_008.8


class Distrust(StrEnum):
    """Why a position says nothing about where the engineer is.

    CLOCK: it is dated after the message that brought it, or long before; who reads the message says so.
    """

    CLOCK = "clock"
    MOCK = "mock"
    NULL_ISLAND = "null_island"
    INACCURATE = "inaccurate"
    FAR_AWAY = "far_away"
    TOO_FAST = "too_fast"


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as reported: degrees, metres, and whether the phone says that it is made up."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    mock: bool = False

    @property
    def margin_m(self) -> float:
        """How far off the position may be."""
        return self.accuracy_m or 0.0


@dataclass(frozen=True, slots=True)
class Area:
    """Where the engineer works: a circle."""

    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Believed:
    """What is believed so far: the last trusted position, and those since that contradict it together."""

    trusted: Fix | None = None
    against: tuple[Fix, ...] = ()


def distance_m(one: Fix | Area, other: Fix | Area) -> float:
    """Great-circle metres between two places (haversine)."""
    lat_a, lat_b = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, chord)))


def distrust(fix: Fix, last_trusted: Fix | None, area: Area | None = None) -> Distrust | None:
    """Say why `fix` is not to be believed after `last_trusted`; None where it is."""
    if (reason := _by_itself(fix, area)) is not None:
        return reason
    if last_trusted is not None and not reachable(last_trusted, fix):
        return Distrust.TOO_FAST
    return None


def reachable(one: Fix, other: Fix) -> bool:
    """Whether somebody can have been at both, in whichever order of time."""
    elapsed_s = abs((other.at - one.at).total_seconds())
    return distance_m(one, other) <= FASTEST_M_S * elapsed_s + SLACK_M + one.margin_m + other.margin_m


def judged(
    fixes: Iterable[Fix], believed: Believed, area: Area | None = None
) -> tuple[list[tuple[Fix, Distrust | None]], Believed]:
    """Judge positions in order of time, beginning with what is `believed`; returns what is believed then.

    A position that cannot have been reached is not believed, until `AGREEING` of them in a row agree with
    one another over `AGREEING_OVER`: then it was the trusted one that was wrong, and the last of them is
    the new trusted position.
    """
    found: list[tuple[Fix, Distrust | None]] = []
    for fix in sorted(fixes, key=_order):
        reason = distrust(fix, believed.trusted, area)
        if reason is Distrust.TOO_FAST:
            believed, reason = _contradicted(believed, fix)
        elif reason is None:
            believed = Believed(fix)
        found.append((fix, reason))
    return found, believed


def _contradicted(believed: Believed, fix: Fix) -> tuple[Believed, Distrust | None]:
    agrees = bool(believed.against) and reachable(believed.against[-1], fix)
    against = (*believed.against, fix) if agrees else (fix,)
    if len(against) >= AGREEING and fix.at - against[0].at >= AGREEING_OVER:
        return Believed(fix), None
    return replace(believed, against=against), Distrust.TOO_FAST


def _by_itself(fix: Fix, area: Area | None) -> Distrust | None:
    if fix.mock:
        return Distrust.MOCK
    if distance_m(fix, Area(0.0, 0.0, 0.0)) < NULL_ISLAND_M and not _covers(area, Area(0.0, 0.0, 0.0)):
        return Distrust.NULL_ISLAND
    if fix.margin_m > LEAST_ACCURATE_M:
        return Distrust.INACCURATE
    return None if area is None or _covers(area, fix) else Distrust.FAR_AWAY


def _covers(area: Area | None, place: Fix | Area) -> bool:
    return area is not None and distance_m(area, place) <= area.radius_m + FARTHEST_M


def _order(fix: Fix) -> tuple[datetime, float, float, float, bool]:
    return fix.at, fix.lat, fix.lon, fix.margin_m, fix.mock
