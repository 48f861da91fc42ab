"""Kills processes while a day is played, at moments that nobody chose."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.processes import Fleet

Kill = Callable[[random.Random], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """Something to kill; `kill` tells whether there was anything."""

    name: str
    kill: Kill


@dataclass
class Chaos:
    """A thread that kills one target after every `every` calls, up to `kills` of them.

    A kill falls at a random fraction of a second after the call that it was waiting for, so that it
    meets requests, plans and deliveries at any point of theirs.
    """

    fleet: Fleet
    targets: Sequence[Target]
    calls: Callable[[], int]
    kills: int
    every: float
    rng: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _failed: list[BaseException] = field(default_factory=list)

    def start(self) -> None:
        """Begin to kill."""
        self._thread = threading.Thread(target=self._run, name="chaos", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop killing; what is down comes back first.

        Raises:
            RuntimeError: a process did not come back.
        """
        self._stop.set()
        self._thread.join()
        if self._failed:
            raise RuntimeError("The installation did not come back.") from self._failed[0]
        self.fleet.wait_until_ready()

    def _run(self) -> None:
        try:
            self._kill_on()
        except BaseException as trouble:  # noqa: BLE001 - told by `stop`, in the thread that can act on it
            self._failed.append(trouble)

    def _kill_on(self) -> None:
        queue: list[Target] = []
        due = self.calls() + self.every
        while self.killed.total() < self.kills:
            while self.calls() < due:
                if self._stop.wait(0.02):
                    return
            if self._stop.wait(self.rng.random() * 0.4):
                return
            queue = queue or self.rng.sample(list(self.targets), len(self.targets))
            target = queue.pop()
            if target.kill(self.rng):
                self.killed[target.name] += 1
            self.fleet.wait_until_ready()
            due = self.calls() + self.rng.uniform(0.5, 1.5) * self.every
