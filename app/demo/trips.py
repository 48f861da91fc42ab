"""What a drive really takes in the demonstrated city, and where it leads: straight on, or by its roads."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from app.demo.errors import DemoError
from app.demo.roads import between, drive_s
from app.demo.world import Point, Roads

_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Path:
    """Points on the way and the share of the time (0 to 1, ascending) after which each is reached."""

    shares: tuple[float, ...]
    points: tuple[Point, ...]

    @classmethod
    def straight(cls, a: Point, b: Point) -> Path:
        """The way as the crow flies, driven evenly; as good as a phone's map needs within one city."""
        return cls((0.0, 1.0), (a, b))

    def position(self, share: float) -> Point:
        """Return where one is after `share` of the time."""
        if share >= 1.0:
            return self.points[-1]
        after = bisect.bisect_right(self.shares, max(0.0, share))
        begin, end = self.shares[after - 1], self.shares[after]
        return between(self.points[after - 1], self.points[after], (share - begin) / (end - begin))


@dataclass(frozen=True, slots=True)
class Trip:
    """A drive on an ordinary day."""

    seconds: float
    path: Path


class Trips(Protocol):
    """Whoever knows what drives really take."""

    def trip(self, a: Point, b: Point) -> Trip:
        """Return the drive from `a` to `b`."""
        ...


@dataclass(frozen=True, slots=True)
class StraightTrips:
    """Drives as long as the city's circuity and speed say."""

    roads: Roads

    def trip(self, a: Point, b: Point) -> Trip:
        """Return the drive from `a` to `b`."""
        return Trip(drive_s(self.roads, a, b), Path.straight(a, b))


class RoadTrips:
    """Drives by the roads of an OSRM server (`/route/v1/driving`); where no road leads, straight ones."""

    def __init__(self, url: str, roads: Roads, client: httpx.Client | None = None) -> None:
        self._url, self._straight = url.rstrip("/"), StraightTrips(roads)
        self._client = client or httpx.Client(timeout=_TIMEOUT_S)
        self._known: dict[tuple[Point, Point], Trip] = {}

    def trip(self, a: Point, b: Point) -> Trip:
        """Return the drive from `a` to `b`.

        Raises:
            DemoError: the server does not answer.
        """
        if (a, b) not in self._known:
            self._known[a, b] = self._asked(a, b)
        return self._known[a, b]

    def check(self, at: Point) -> None:
        """Make sure that the server is there and knows roads near `at`.

        Raises:
            DemoError: it is not, or it is no such server.
        """
        if not urlsplit(self._url).netloc or self._asked(at, at).seconds != 0:
            raise DemoError(f"There is no road engine for this city at {self._url}.")

    def _asked(self, a: Point, b: Point) -> Trip:
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (a, b))
        options = {"overview": "full", "geometries": "geojson", "annotations": "duration"}
        try:
            answer = self._client.get(f"{self._url}/route/v1/driving/{where}", params=options)
            told = answer.json()
            if told["code"] == "NoRoute":
                return self._straight.trip(a, b)
            route = told["routes"][0]
            points = [(lat, lon) for lon, lat in route["geometry"]["coordinates"]]
            pieces = [float(s) for leg in route["legs"] for s in leg["annotation"]["duration"]]
            return Trip(float(route["duration"]), _path(a, b, points, pieces))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, IndexError) as trouble:
            raise DemoError(f"The road engine at {self._url} gives no route: {trouble!r}.") from trouble


def _path(a: Point, b: Point, points: Sequence[Point], pieces: Sequence[float]) -> Path:
    """The road's points by share of the time, from door to door."""
    total, shares, kept = sum(pieces), [0.0], [a]
    for point, passed in zip(points[1:-1], accumulate(pieces), strict=False):
        share = passed / total if total else 0.0
        if shares[-1] < share < 1.0:  # roads have points that lie in one place
            shares.append(share)
            kept.append(point)
    return Path((*shares, 1.0), (*kept, b))
