"""Rung when something was committed, so that whoever waits for it looks at once.

A bell carries no data and may be missed: whoever waits looks at the tables anyway, only later.
"""

from __future__ import annotations

from threading import Condition


class Bell:
    """Wakes the threads of this process; `app.kernel.listener` rings it for other processes' commits."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._rung = 0

    def ring(self) -> None:
        """Wake everyone who waits."""
        with self._condition:
            self._rung += 1
            self._condition.notify_all()

    @property
    def rung(self) -> int:
        """How often it rang; read it before looking at the tables, then wait for more."""
        with self._condition:
            return self._rung

    def wait(self, seen: int, timeout_s: float) -> int:
        """Return as soon as it has rung since `seen`, at the latest after `timeout_s`; tells the count."""
        with self._condition:
            self._condition.wait_for(lambda: self._rung != seen, timeout_s)
            return self._rung
