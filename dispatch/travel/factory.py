"""From a validated travel spec to a source of driving times."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from dispatch.travel.base import TravelTimes
from dispatch.travel.given import GivenMatrix
from dispatch.travel.great_circle import GreatCircle
from dispatch.travel.osrm import Fetch, Osrm, Timer, fetch_http
from dispatch.travel.points import Point
from dispatch.travel.roads import PAIRS_AT_ONCE, Roads, RoadTimes
from dispatch.travel.spec import TravelSpec
from dispatch.travel.traffic import Traffic

MOST_ENGINES: Final = 4


class Sources:
    """The road engines of a process by address: what they answered is remembered from snapshot to snapshot.

    `fetch` performs HTTP GETs, `timer` is a monotonic clock in seconds. The engine used longest ago is
    forgotten when there are more than `MOST_ENGINES`.
    """

    def __init__(self, fetch: Fetch = fetch_http, timer: Timer = time.monotonic) -> None:
        self._fetch, self._timer = fetch, timer
        self._roads: OrderedDict[tuple[str, int], Roads] = OrderedDict()
        self._lock = threading.Lock()

    def times(self, spec: TravelSpec) -> TravelTimes:
        """The source that the spec asks for, with its hours and corrections."""
        source = self._source(spec)
        return Traffic(source, spec) if spec.hours or spec.corrections else source

    def _source(self, spec: TravelSpec) -> TravelTimes:
        if spec.model == "matrix":
            return GivenMatrix(spec)
        if spec.model == "osrm":
            return RoadTimes(self._engine(spec.url or "", spec.table_size), spec)
        return GreatCircle(spec)

    def _engine(self, url: str, table_size: int) -> Roads:
        key = (url, table_size)
        with self._lock:
            roads = self._roads.get(key)
            if roads is None:
                roads = Roads(Osrm(url, table_size, self._fetch, self._timer), self._timer)
                self._roads[key] = roads
            self._roads.move_to_end(key)
            if len(self._roads) > MOST_ENGINES:
                self._roads.popitem(last=False)
        return roads

    def predicted_s(
        self, spec: TravelSpec, origins: Sequence[Point], destinations: Sequence[Point]
    ) -> list[int | None]:
        """Seconds of each pair by the spec's model alone: None where its road engine does not answer."""
        if spec.model != "osrm":
            return list(self._source(spec).pairs(origins, destinations).tolist())
        roads, found = self._engine(spec.url or "", spec.table_size), list[int | None]()
        for n in range(0, len(origins), PAIRS_AT_ONCE):
            part = roads.pairs(origins[n : n + PAIRS_AT_ONCE], destinations[n : n + PAIRS_AT_ONCE])
            found += [seconds if seconds >= 0 else None for seconds in part.tolist()]
        return found


_SHARED: Final = Sources()


def travel_times(spec: TravelSpec, sources: Sources = _SHARED) -> TravelTimes:
    """The driving times of a spec; `sources` remembers what road engines answered, by default for all."""
    return sources.times(spec)


def predicted_s(
    spec: TravelSpec,
    origins: Sequence[Point],
    destinations: Sequence[Point],
    sources: Sources = _SHARED,
) -> list[int | None]:
    """Seconds of each pair by the spec's model alone, without hours, corrections or a stand-in for roads.

    None where a road engine knows no road or does not answer: nothing is learned from a guess.
    """
    return sources.predicted_s(spec, origins, destinations)
