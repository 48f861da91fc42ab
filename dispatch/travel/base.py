"""The interface of every source of driving times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.travel.points import Point

Seconds: TypeAlias = npt.NDArray[np.int64]
Points: TypeAlias = npt.NDArray[np.float64]

BLOCK_CELLS: Final = 16_384
"""How many cells one step works on: as many as stay in the processor's second-level cache."""


class TravelTimes(Protocol):
    """Driving times in whole seconds, rounded up; points are (lat, lon) in degrees."""

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from every origin to every destination, shape (origins, destinations)."""
        ...

    def pairs(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Seconds from the n-th origin to the n-th destination; both have the same length."""
        ...


def as_points(points: Sequence[Point]) -> Points:
    """Points as an (n, 2) array, also when there are none."""
    return np.asarray(points, dtype=np.float64).reshape(len(points), 2)
