"""Cutting a city into compact groups of engineers, each with the jobs of its area.

Recursive bisection: a cut is a plane through the earth, so poles and the date line are places like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from dispatch.model.tables import Floats, Ints
from dispatch.travel.spec import Point

DIRECTIONS: Final = 4  # looked at for each cut; the crew is cut across its longest


def unit_vectors(points: list[Point]) -> Floats:
    """Points (lat, lon) as vectors of length one, shape (n, 3)."""
    degrees = np.asarray(points, dtype=np.float64).reshape(len(points), 2)
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def cut(
    engineers: Ints, jobs: Ints, at: Floats, points: Floats, size: int, rng: np.random.Generator
) -> Iterator[tuple[Ints, Ints]]:
    """Groups of about `size` engineers with the jobs on their side of every cut.

    `at` and `points` are unit vectors of all engineers and jobs; `rng` turns the cuts, so that what lies on a
    border once lies inside another time.
    """
    parts = round(len(engineers) / size)
    if parts <= 1:
        yield engineers, jobs
        return
    axes = rng.normal(size=(DIRECTIONS, 3))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    spread = (at[engineers] @ axes.T).std(axis=0)
    axis = axes[int(spread.argmax())]
    along = at[engineers] @ axis
    order = np.argsort(along, kind="stable")
    middle = len(order) * (parts // 2) // parts
    border = (along[order[middle - 1]] + along[order[middle]]) / 2
    low = points[jobs] @ axis < border
    yield from cut(np.sort(engineers[order[:middle]]), jobs[low], at, points, size, rng)
    yield from cut(np.sort(engineers[order[middle:]]), jobs[~low], at, points, size, rng)
