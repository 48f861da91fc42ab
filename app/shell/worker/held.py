"""What this process works on right now, so that a process which is told to stop can give it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.timers import Claim


class Held:
    """The claims in hand, of all queues; `stopping` tells the threads to take no more."""

    def __init__(self) -> None:
        self.stopping = Event()
        self._lock = Lock()
        self._claims: list[Claim] = []

    @contextmanager
    def holding(self, claim: Claim) -> Iterator[None]:
        """Have `claim` in hand while the block runs."""
        with self._lock:
            self._claims.append(claim)
        try:
            yield
        finally:
            with self._lock:
                self._claims.remove(claim)

    @property
    def claims(self) -> list[Claim]:
        """What is in hand now."""
        with self._lock:
            return list(self._claims)

    def release(self, runtime: Runtime) -> list[Claim]:
        """Give all that is still in hand back to whoever works on; returns what that was."""
        left = self.claims
        if left:
            with unit_of_work(runtime) as uow:
                for claim in left:
                    timers.release(uow, claim)
        return left
