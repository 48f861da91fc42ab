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

from dispatch.travel.base import Seconds, TravelTimes
from dispatch.travel.districts import HOURS
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
        for factors, columns in self._groups(destinations):
            seconds[:, columns] = _slowed(seconds[:, columns], factors, self._begin_s)
        return seconds

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination."""
        seconds = self._inner.pairs(origins, destinations)
        for factors, chosen in self._groups(destinations):
            seconds[chosen] = _slowed(seconds[chosen], factors, self._begin_s)
        return seconds

    def _groups(self, destinations: Sequence[Point]) -> list[tuple[Floats, list[int] | slice]]:
        """The 24 factors of each kind of destination, and which destinations those are."""
        corrections = self._spec.corrections
        if corrections is None:
            return [(self._hours, slice(None))]
        found: dict[tuple[float, ...], list[int]] = {}
        for n, point in enumerate(destinations):
            found.setdefault(corrections.by_hour(point), []).append(n)
        return [(self._hours * np.asarray(factors), chosen) for factors, chosen in found.items()]


def _slowed(free_s: Seconds, factors: Floats, begin_s: int) -> Seconds:
    """Whole seconds of drives that take `free_s` at factor 1 and begin at second `begin_s` of the day."""
    first = begin_s // HOUR_S
    order = (np.arange(HOURS + 1) + first) % HOURS
    lengths = np.full(HOURS + 1, float(HOUR_S))
    lengths[0], lengths[-1] = HOUR_S - begin_s % HOUR_S, begin_s % HOUR_S
    elapsed = np.concatenate([[0.0], np.cumsum(lengths)])
    driven = np.concatenate([[0.0], np.cumsum(lengths / factors[order])])
    days, rest = np.divmod(free_s, driven[-1]) if free_s.size and free_s.max() >= driven[-1] else (0, free_s)
    needed = np.interp(rest, driven, elapsed)
    needed += days * DAY_S - ROUNDING_S
    slowed: Seconds = np.ceil(needed, out=needed).astype(np.int64)
    return slowed
