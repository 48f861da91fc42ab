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
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dispatch.horizon.model import NEVER, Model, build_model
from dispatch.horizon.pool import Pooled
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.rounds import Polish, RoundSpan, sawtooth, spans
from dispatch.horizon.search import Search

if TYPE_CHECKING:
    from dispatch.horizon.generation import Generation, Plan

POLISHED: Final = 0.3  # how long plans are polished, of the time it took to generate them
PATIENT: Final = 8  # rounds of generation after which the best plan is polished for a while
PIECES: Final = 200  # of generation at most in a row, which counts by iterations
SHARED: Final = 4000  # routes told to the others after a round, the newest
SEEDS_APART: Final = 1_000_003


class Worker:
    """Search of one process; the first also generates columns and chooses among them."""

    def __init__(self, model: Model, number: int, seed: int, warm: Mapping[int, Sequence[int]]) -> None:
        self._model = model
        self.search = Search(model, seed + SEEDS_APART * number)
        if warm:
            self.search.adopt(warm)
        self._generation = self._generator(seed) if number == 0 else None
        self._pieces: Iterator[Plan | None] = iter(())
        self._polish = Polish(0.0, -NEVER)
        self._told: set[Pooled] = set()

    def _generator(self, seed: int) -> Generation:
        from dispatch.horizon.generation import Generation  # only this process pays for loading ortools

        return Generation(self._model, self.search.memory, self.search.pool, seed)

    def round(self, span: RoundSpan) -> None:
        """Search until the round is spent; the first process generates plans and polishes each."""
        while not span.spent():
            if self._generation is None:
                self.search.step(sawtooth(span.progress()))
            elif span.now() < self._polish.end:
                self.search.step(self._polish.progress(span.now()))
            else:
                self._generate(self._generation, span)

    def _generate(self, generation: Generation, span: RoundSpan) -> None:
        """Go on with a cycle until it brings a plan, or for a few rounds; then polish that."""
        began, self.search.current = span.now(), self.search.best
        for _ in range(PIECES):
            try:
                plan = next(self._pieces)
            except StopIteration:
                self._pieces = generation.cycle(lambda: self.search.best, span.seconds)
                break
            if plan is not None:
                self.search.adopt(plan, NEVER)
                break
            if span.now() - began > PATIENT * (span.stop - span.start):
                break
        now = span.now()
        self._polish = Polish(now, now + max(span.shortest, POLISHED * (now - began)))

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
