"""How long to wait before the next try."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Twice as long after each failure in a row, up to `longest_s`, spread so that phones part."""

    first_s: float = 2.0
    longest_s: float = 300.0

    def pause_s(self, failures: int, rng: random.Random) -> float:
        """Return the pause after so many failures in a row (at least one)."""
        whole: float = min(self.longest_s, self.first_s * 2.0 ** min(failures - 1, 30))
        return whole * rng.uniform(0.5, 1.0)
