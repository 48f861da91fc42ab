"""How a searching process divides its time: rounds between which it tells and hears, and temperatures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dispatch.horizon.search import Search

ROUND_STEPS: Final = 250  # by iterations
ROUNDS: Final = 20  # by the clock
SHORTEST_ROUND_S: Final = 1.0
CYCLES: Final = 2  # times the annealing is heated
WARM: Final = 0.2  # progress of the annealing at which it goes on when it is heated again
COOL: Final = 0.7  # progress of the annealing at which polishing begins
SHORTEST_POLISH_S: Final = 0.2
UNLIMITED_S: Final = 1e6


@dataclass(frozen=True, slots=True)
class Polish:
    """A stretch of search that improves a plan without going far from it."""

    begin: float
    end: float

    def progress(self, now: float) -> float:
        """Progress of the annealing, which begins cooled down."""
        return COOL + (1 - COOL) * (now - self.begin) / (self.end - self.begin)


@dataclass(frozen=True, slots=True)
class RoundSpan:
    """A round or a whole run, by the clock or, where `total` counts steps, by iterations."""

    now: Callable[[], float]
    begin: float
    total: float
    start: float
    stop: float
    by_clock: bool

    def spent(self) -> bool:
        """Whether the round is over."""
        return self.now() >= self.stop

    def progress(self) -> float:
        """The share of the whole run that is over."""
        return (self.now() - self.begin) / self.total

    @property
    def shortest(self) -> float:
        """How long a plan is polished at least."""
        return SHORTEST_POLISH_S if self.by_clock else ROUND_STEPS

    @property
    def seconds(self) -> float:
        """How long the rest of the round may take by the clock."""
        return max(0.0, self.stop - self.now()) if self.by_clock else UNLIMITED_S


def spans(task: Mapping[str, Any], search: Search, timer: Callable[[], float]) -> Iterator[RoundSpan]:
    """The rounds of a task, by iterations if it names them, else by the clock until we are killed."""
    if task["iterations"] is not None:
        while search.steps < task["iterations"]:
            stop = min(task["iterations"], search.steps + ROUND_STEPS)
            yield RoundSpan(lambda: search.steps, 0, task["iterations"], search.steps, stop, by_clock=False)
        return
    begin, seconds = timer(), max(1e-3, task["seconds"])
    while True:
        start = timer()
        stop = start + max(SHORTEST_ROUND_S, seconds / ROUNDS)
        yield RoundSpan(timer, begin, seconds, start, stop, by_clock=True)


def sawtooth(progress: float) -> float:
    """Progress of the annealing at a progress of the run: heated `CYCLES` times, less after the first."""
    if progress >= 1.0:
        return 1.0
    cycle, within = divmod(progress * CYCLES, 1.0)
    if cycle == 0:
        return within
    return WARM + (1 - WARM) * within
