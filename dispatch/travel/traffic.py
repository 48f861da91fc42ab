"""Driving times by the hour of day and by district, on top of any source of times.

A factor of 1.5 for an hour means that driving goes at two thirds of its pace while that hour lasts. A drive
that crosses an hour's end is driven at two paces, so whoever leaves later never arrives earlier, whatever the
factors: the speeds, not the travel times, change by steps (Ichoua, Gendreau and Potvin, 2003).

A plan's drives are all timed as if they began at the snapshot's instant: within one plan a leg always takes
the same time, and plans are made anew whenever something happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.travel.base import BLOCK_CELLS, Seconds, TravelTimes
from dispatch.travel.districts import HOURS, band_of
from dispatch.travel.points import Point
from dispatch.travel.spec import TravelSpec

HOUR_S: Final = 3600
DAY_S: Final = HOURS * HOUR_S
ROUNDING_S: Final = 1e-6  # what the sums may be off: a whole second stays one

Floats = npt.NDArray[np.float64]


class Traffic:
    """The times of `inner` under the spec's hours and corrections, for drives that begin at `spec.at_s`."""

    def __init__(self, inner: TravelTimes, spec: TravelSpec) -> None:
        self._inner, self._spec = inner, spec
        self._begin_s = (spec.at_s - spec.midnight_s) % DAY_S
        self._hours = np.asarray(spec.hours or (1.0,) * HOURS)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination."""
        seconds = self._inner.matrix(origins, destinations)
        factors = self._factors(destinations)
        rows = max(1, BLOCK_CELLS // max(1, len(destinations)))
        for n in range(0, len(origins), rows):
            seconds[n : n + rows] = _slowed(seconds[n : n + rows], factors, self._begin_s)
        return seconds

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination."""
        return _slowed(self._inner.pairs(origins, destinations), self._factors(destinations), self._begin_s)

    def _factors(self, destinations: Sequence[Point]) -> Floats:
        """Factors by hour and destination, shape (24, destinations)."""
        corrections = self._spec.corrections
        if corrections is None:
            return np.repeat(self._hours[:, None], len(destinations), axis=1)
        band = [band_of(corrections.bands, hour) for hour in range(HOURS)]
        by_band = np.asarray([corrections.by_band(point) for point in destinations])
        by_hour: Floats = by_band.reshape(len(destinations), len(corrections.bands)).T[band]
        by_hour *= self._hours[:, None]
        return by_hour


def _slowed(free_s: Seconds, factors: Floats, begin_s: int) -> Seconds:
    """Whole seconds of drives that take `free_s` at factor 1 and begin at second `begin_s` of the day.

    `factors` has shape (24, destinations), destinations being the last axis of `free_s`.
    """
    whole_day = HOUR_S * (1 / factors).sum(axis=0)
    days = np.floor_divide(free_s, whole_day) if (free_s >= whole_day).any() else np.zeros(1)
    needed = days * DAY_S + np.zeros(free_s.shape)
    rest = free_s - days * whole_day
    hour, left_s = begin_s // HOUR_S, HOUR_S - begin_s % HOUR_S
    while rest.any():
        factor = factors[hour % HOURS]
        part = np.minimum(rest, left_s / factor)
        rest -= part
        part *= factor
        needed += part
        hour, left_s = hour + 1, HOUR_S
    needed -= ROUNDING_S
    return np.ceil(needed, out=needed).astype(np.int64)
