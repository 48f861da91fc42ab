"""Driving times by road: remembered, else asked for, else the great circle."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.travel.base import Seconds
from dispatch.travel.great_circle import GreatCircle
from dispatch.travel.memory import Memory
from dispatch.travel.osrm import UNKNOWN, Timer
from dispatch.travel.points import Point
from dispatch.travel.spec import TravelSpec

TIMEOUT_S: Final = 2.0
"""What one look-up may spend on asking, however large it is; what it got is kept for the next one."""

KEEP_S: Final = 6 * 3600.0
MOST_PLACES: Final = 4096
DECIMALS: Final = 5  # about a metre
PAIRS_AT_ONCE: Final = 50

Mask: TypeAlias = npt.NDArray[np.bool_]


class Engine(Protocol):
    """Whoever knows the roads."""

    def table(self, origins: Sequence[Point], destinations: Sequence[Point], end: float) -> Seconds:
        """Whole seconds, negative where unknown or without a road; asks until the timer shows `end`."""
        ...


class Roads:
    """One engine and what it has answered so far, shared by all threads of a process.

    Points are rounded to a metre before they are looked up and asked for, so that what is known does not
    depend on who asked first. A new place costs its row and its column, not the whole table.
    """

    def __init__(
        self,
        engine: Engine,
        timer: Timer,
        *,
        timeout_s: float = TIMEOUT_S,
        keep_s: float = KEEP_S,
        most_places: int = MOST_PLACES,
    ) -> None:
        self._engine, self._timer, self._timeout_s = engine, timer, timeout_s
        self._memory = Memory(most_places, keep_s)
        self._lock = threading.Lock()

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds of shape (origins, destinations), negative where unknown or without a road."""
        return self._table(origins, destinations, self._timer() + self._timeout_s)

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """The diagonal of `table`; what is unknown of it is asked for by small tables along it."""
        end = self._timer() + self._timeout_s
        a, b = _rounded(origins), _rounded(destinations)
        if self._memory.holds(len(a) + len(b)):
            with self._lock:
                seconds = self._memory.known_pairs(a, b, self._timer())
        else:
            seconds = np.full(len(a), UNKNOWN, dtype=np.int64)
        missing = np.flatnonzero(seconds == UNKNOWN)
        for n in range(0, len(missing), PAIRS_AT_ONCE):
            part = missing[n : n + PAIRS_AT_ONCE]
            seconds[part] = np.diagonal(self._table([a[k] for k in part], [b[k] for k in part], end))
        return seconds

    def _table(self, origins: Sequence[Point], destinations: Sequence[Point], end: float) -> Seconds:
        rows, row_of = _distinct(origins)
        columns, column_of = _distinct(destinations)
        if not self._memory.holds(len(rows) + len(columns)):
            found = self._engine.table(rows, columns, end)
        else:
            with self._lock:
                found = self._memory.known(rows, columns, self._timer())
            for r, c in rectangles(found == UNKNOWN):
                found[np.ix_(r, c)] = self._ask([rows[n] for n in r], [columns[n] for n in c], end)
        return found[np.ix_(row_of, column_of)]

    def _ask(self, origins: list[Point], destinations: list[Point], end: float) -> Seconds:
        answer = self._engine.table(origins, destinations, end)
        with self._lock:
            self._memory.learn(origins, destinations, answer, self._timer())
        return answer


class RoadTimes:
    """The times of `roads`, and those of the spec's great circle where the roads say nothing."""

    def __init__(self, roads: Roads, spec: TravelSpec) -> None:
        self._roads, self._fallback = roads, GreatCircle(spec)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination."""
        seconds = self._roads.table(origins, destinations)
        if (seconds < 0).any():
            np.copyto(seconds, self._fallback.matrix(origins, destinations), where=seconds < 0)
        return seconds

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination."""
        seconds = self._roads.pairs(origins, destinations)
        if (seconds < 0).any():
            np.copyto(seconds, self._fallback.pairs(origins, destinations), where=seconds < 0)
        return seconds


def rectangles(missing: Mask) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns whose products cover the missing cells: rows that mostly are, then what is left.

    A new place is one row and one column: two thin rectangles instead of the whole.
    """
    missing = missing.copy()
    rows = np.flatnonzero(missing.mean(axis=1) > 1 / 2) if missing.size else np.zeros(0, dtype=np.intp)
    for chosen in (rows, slice(None)):
        part = missing[chosen]
        wanted = np.arange(len(missing))[chosen][part.any(axis=1)]
        if len(wanted):
            yield wanted.tolist(), np.flatnonzero(part.any(axis=0)).tolist()
        missing[chosen] = False


def _distinct(points: Sequence[Point]) -> tuple[list[Point], list[int]]:
    """The rounded points without repetition, and for each point the index of its own."""
    rounded = _rounded(points)
    index = {point: n for n, point in enumerate(dict.fromkeys(rounded))}
    return list(index), [index[point] for point in rounded]


def _rounded(points: Sequence[Point]) -> list[Point]:
    return [(round(lat, DECIMALS), round(lon, DECIMALS)) for lat, lon in points]
