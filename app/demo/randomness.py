"""Seeded chance: one stream per purpose, so that a draw more here does not change everything there."""

from __future__ import annotations

import math
import random
from datetime import datetime
from uuid import UUID


def stream(seed: int, *purpose: object) -> random.Random:
    """Return the stream of random numbers for one purpose of one seed."""
    return random.Random(":".join(map(str, (seed, *purpose))))


def spread(rng: random.Random, typical: float, sigma: float, low: float, high: float) -> float:
    """Draw from a log-normal with median `typical`, cut at `low` and `high`."""
    return min(high, max(low, rng.lognormvariate(math.log(typical), sigma)))


def uuid7(at: datetime, rng: random.Random) -> UUID:
    """Return a UUIDv7 (RFC 9562, section 5.7) that carries `at` in milliseconds."""
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds << 80) | (7 << 76) | (rng.getrandbits(12) << 64) | (2 << 62) | rng.getrandbits(62)
    return UUID(int=value)
