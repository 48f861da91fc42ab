"""Seeded chance: a stream of its own for each purpose, so that one draw more here changes nothing there."""

from __future__ import annotations

import math
import random


def stream(*purpose: object) -> random.Random:
    """The stream for one purpose, such as `stream(seed, "crew", 7)`; the same in every process."""
    return random.Random(":".join(map(str, purpose)))


def around(rng: random.Random, typical: float, sigma: float, low: float, high: float) -> float:
    """A draw from the lognormal distribution of median `typical`, cut at `low` and `high`."""
    return min(high, max(low, rng.lognormvariate(math.log(typical), sigma)))
