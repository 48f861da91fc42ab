"""How long a solver may think."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

Timer: TypeAlias = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds on a monotonic timer until which a solver may think.

    With `iterations` (rounds of neighbourhood search, 0 and more) the clock is not looked at: the same
    snapshot and seed give the same plan on any machine. `whole_s` is what was allowed in all: how much is
    tried may depend on that without depending on the clock.
    """

    timer: Timer
    until: float
    iterations: int | None = None
    whole_s: float = math.inf

    @property
    def left_s(self) -> float:
        """Seconds left, negative when overdrawn; infinite when iterations are counted instead."""
        return math.inf if self.iterations is not None else self.until - self.timer()

    def within(self, seconds: float) -> Budget:
        """The same budget, but at most so many seconds from now."""
        if self.iterations is not None:
            return self
        return replace(self, until=min(self.until, self.timer() + seconds))

    def reserving(self, seconds: float) -> Budget:
        """The same budget less what must be kept for later."""
        return replace(self, until=self.until - seconds)
