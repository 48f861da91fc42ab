"""The stage on which the players act: simulated time, and a heap of what is going to happen."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from datetime import datetime, timedelta

Act = Callable[[], None]

TICK_S = 10
"""How finely time is told: whatever happens, happens on a multiple of so many seconds."""


class Scene:
    """What will happen when.  Happenings of one instant come in the order in which they were planned.

    A coarse tick costs nobody more than a few seconds, and saves the application from being asked for
    its plan at thousands of instants that nobody can tell apart.
    """

    def __init__(self, now: datetime, tick_s: int = TICK_S) -> None:
        self._start = self._now = now
        self._tick_s = tick_s
        self._heap: list[tuple[datetime, int, Act]] = []
        self._planned = 0

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self._now

    def at(self, when: datetime, act: Act) -> None:
        """Plan a happening for the tick that is not before `when`; one of the past happens next."""
        ticks = math.ceil((when - self._start).total_seconds() / self._tick_s)
        at = self._start + timedelta(seconds=ticks * self._tick_s)
        self._planned += 1
        heapq.heappush(self._heap, (max(at, self._now), self._planned, act))

    def after(self, seconds: float, act: Act) -> None:
        """Plan a happening in so many seconds."""
        self.at(self._now + timedelta(seconds=max(0.0, seconds)), act)

    @property
    def next_at(self) -> datetime | None:
        """When the next happening is due; None where nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def move_to(self, now: datetime) -> None:
        """Let time pass; it never runs backwards."""
        self._now = max(self._now, now)

    def act(self) -> int:
        """Let everything happen that is due now, and return how much that was."""
        done = 0
        while self._heap and self._heap[0][0] <= self._now:
            heapq.heappop(self._heap)[2]()
            done += 1
        return done
