"""One process of the search: rounds of search and column generation, told and telling between rounds.

Reads a task (one line of JSON), then after each round writes its best plan and new routes as one line and
reads what the others found. Whoever started it may kill it at any time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dispatch.horizon.model import Model, build_model
from dispatch.horizon.pool import Pooled
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.search import Search

if TYPE_CHECKING:
    from dispatch.horizon.generation import Generation

ROUND_STEPS: Final = 250  # by iterations
ROUNDS: Final = 8  # by the clock
SHORTEST_ROUND_S: Final = 1.0
PRICING_ROUNDS: Final = 6
SHARED: Final = 4000  # routes told to the others after a round, the newest
NEAR: Final = 0.03  # how much dearer a plan may be and the search goes on from it
UNLIMITED_S: Final = 1e6
SEEDS_APART: Final = 1_000_003


class Worker:
    """Search of one process; the first also generates columns and chooses among them."""

    def __init__(self, model: Model, number: int, seed: int, warm: Mapping[int, Sequence[int]]) -> None:
        self._model = model
        self.search = Search(model, seed + SEEDS_APART * number)
        if warm:
            self.search.adopt(warm)
        self._generation = self._generator() if number == 0 else None
        self._told: set[Pooled] = set()

    def _generator(self) -> Generation:
        from dispatch.horizon.generation import Generation  # only this process pays for loading ortools

        return Generation(self._model, self.search.memory, self.search.pool)

    def round(self, span: Span) -> None:
        """Generate and choose (the first process), then search until the round is spent."""
        if self._generation is not None:
            better = self._generation.improve(self.search.best, PRICING_ROUNDS, span.spent, span.seconds / 2)
            if better is not None:
                self.search.adopt(better, NEAR)
        self.search.rein(NEAR)
        while not span.spent():
            self.search.step(span.progress())

    def report(self) -> dict[str, Any]:
        """The best plan, and pooled routes not told before."""
        fresh = [pooled for pooled in self.search.pool if pooled not in self._told][-SHARED:]
        self._told.update(fresh)
        plan = {str(shift): list(visits) for shift, visits in self.search.best.visits().items()}
        return {"cost": self.search.best.cost, "plan": plan, "steps": self.search.steps, "routes": fresh}

    def learn(self, news: Mapping[str, Any]) -> None:
        """Take in what the other processes found."""
        for cost, shift, visits in news["routes"]:
            pooled = Pooled(cost, shift, tuple(visits))
            self._told.add(pooled)
            self.search.pool.put(pooled)
        if news["plan"] is not None:
            self.search.adopt({int(shift): tuple(visits) for shift, visits in news["plan"].items()})


@dataclass(frozen=True, slots=True)
class Span:
    """A round or a whole run, by the clock or, where `total` counts steps, by iterations."""

    now: Callable[[], float]
    begin: float
    total: float
    stop: float
    by_clock: bool

    def spent(self) -> bool:
        """Whether the round is over."""
        return self.now() >= self.stop

    def progress(self) -> float:
        """The share of the whole run that is over."""
        return (self.now() - self.begin) / self.total

    @property
    def seconds(self) -> float:
        """How long the rest of the round may take by the clock."""
        return max(0.0, self.stop - self.now()) if self.by_clock else UNLIMITED_S


def spans(task: Mapping[str, Any], search: Search, timer: Callable[[], float]) -> Iterator[Span]:
    """The rounds of a task, by iterations if it names them, else by the clock until we are killed."""
    if task["iterations"] is not None:
        while search.steps < task["iterations"]:
            stop = min(task["iterations"], search.steps + ROUND_STEPS)
            yield Span(lambda: search.steps, 0, task["iterations"], stop, by_clock=False)
        return
    begin, seconds = timer(), max(1e-3, task["seconds"])
    for number in count(1):
        stop = begin + number * max(SHORTEST_ROUND_S, seconds / ROUNDS)
        yield Span(timer, begin, seconds, stop, by_clock=True)


Tell: TypeAlias = Callable[[dict[str, Any]], None]
Hear: TypeAlias = Callable[[], Mapping[str, Any] | None]


def work(
    task: Mapping[str, Any], tell: Tell, hear: Hear, timer: Callable[[], float] = time.perf_counter
) -> None:
    """Run the rounds of a task; ends when its iterations are used up or nobody answers any more."""
    horizon = parse_horizon(task["horizon"])
    model = build_model(horizon)
    shifts = {shift.id: n for n, shift in enumerate(horizon.shifts)}
    visits = {visit.id: n for n, visit in enumerate(horizon.visits)}
    warm = {shifts[shift]: tuple(visits[v] for v in order) for shift, order in horizon.routes.items()}
    worker = Worker(model, task["number"], task["seed"], warm)
    tell(worker.report())
    for span in spans(task, worker.search, timer):
        worker.round(span)
        tell(worker.report())
        news = hear()
        if news is None:
            return
        worker.learn(news)


def main() -> None:
    """Serve one task; native libraries that print to standard output must not reach the pipe."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as pipe:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

        def tell(message: dict[str, Any]) -> None:
            pipe.write(json.dumps(message) + "\n")
            pipe.flush()

        work(json.loads(sys.stdin.readline()), tell, lambda: json.loads(sys.stdin.readline() or "null"))


if __name__ == "__main__":
    main()
