"""Driving times from a matrix in the snapshot; legs that it does not hold fall back to the great circle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.travel.base import Seconds
from dispatch.travel.great_circle import GreatCircle
from dispatch.travel.spec import Point, TravelSpec

UNKNOWN = -1


class GivenMatrix:
    """Times between the listed points exactly as given; null cells and other points use the great circle."""

    def __init__(self, spec: TravelSpec) -> None:
        self._fallback = GreatCircle(spec)
        self._index = {point: n for n, point in enumerate(spec.points)}
        rows = [[UNKNOWN if cell is None else cell for cell in row] + [UNKNOWN] for row in spec.seconds]
        rows.append([UNKNOWN] * (len(spec.points) + 1))  # the last row and column stand for any other point
        self._seconds = np.asarray(rows, dtype=np.int64)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination."""
        known: Seconds = self._seconds[np.ix_(self._rows(origins), self._rows(destinations))]
        if (known == UNKNOWN).any():
            np.copyto(known, self._fallback.matrix(origins, destinations), where=known == UNKNOWN)
        return known

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination."""
        known: Seconds = self._seconds[self._rows(origins), self._rows(destinations)]
        if (known == UNKNOWN).any():
            np.copyto(known, self._fallback.pairs(origins, destinations), where=known == UNKNOWN)
        return known

    def _rows(self, points: Sequence[Point]) -> Seconds:
        other = len(self._index)
        return np.asarray([self._index.get(point, other) for point in points], dtype=np.int64)
