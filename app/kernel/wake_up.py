"""Wakes whoever waits for a commit, so that they look at once.

A wake-up carries no data and may be lost: whoever waits looks at the tables anyway, only later.
"""

from __future__ import annotations

from threading import Condition


class WakeUp:
    """Wakes the threads of this process; `app.kernel.listener` does so for other processes' commits."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._count = 0

    def wake(self) -> None:
        """Wake everyone who waits."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    @property
    def count(self) -> int:
        """How many wake-ups there were; read it before looking at the tables, then wait for more."""
        with self._condition:
            return self._count

    def wait(self, seen: int, timeout_s: float) -> int:
        """Wait until the count differs from `seen`, for at most `timeout_s`; returns the count."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen, timeout_s)
            return self._count
