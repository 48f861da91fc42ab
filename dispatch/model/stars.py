"""Stars: the grade of one to five that an engineer holds, and what it means for the work."""

from __future__ import annotations

import math

MIN_STARS, MAX_STARS = 1, 5

SERVICE_FACTOR: dict[int, float] = {1: 1.30, 2: 1.15, 3: 1.00, 4: 0.90, 5: 0.80}
"""How many times the expected service seconds an engineer of that grade needs."""


def service_s(expected_s: int, stars: int) -> int:
    """Return the whole seconds that an engineer of `stars` is expected to need on site."""
    return math.ceil(expected_s * SERVICE_FACTOR.get(stars, 1.0))
