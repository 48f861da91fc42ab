"""The stage on which the players act: simulated time, and a heap of what is going to happen."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

Act = Callable[[], None]


class Scene:
    """What will happen when.  Happenings of one instant come in the order in which they were planned."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._heap: list[tuple[datetime, int, Act]] = []
        self._planned = 0

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self._now

    def at(self, when: datetime, act: Act) -> None:
        """Plan a happening; one that would lie in the past happens next.  Whole seconds suffice."""
        whole = when.replace(microsecond=0) + (timedelta(seconds=1) if when.microsecond else timedelta())
        self._planned += 1
        heapq.heappush(self._heap, (max(whole, self._now), self._planned, act))

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
