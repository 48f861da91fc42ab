"""Planning a horizon in child processes that are killed when their time is up.

Routing and set partitioning overrun their limits and hold the interpreter's lock; a child's answers are
checked by an independent judge before they count, and a child that dies costs only what it had not told.
"""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from dispatch.horizon.assemble import assemble
from dispatch.horizon.letters import Letters
from dispatch.horizon.model import Model, build_model
from dispatch.horizon.plan import HorizonPlan
from dispatch.horizon.problem import Horizon
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.search import Search
from dispatch.horizon.verify import verify_horizon

log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "dispatch.horizon.worker")
PATIENCE_S: Final = 600.0  # for a round by iterations, which has no clock of its own
LAST_WORDS_S: Final = 0.05  # kept back for checking the last answer


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to think: seconds, or (the same plan every time) iterations for each process."""

    seconds: float = 60.0
    iterations: int | None = None
    processes: int = 2
    seed: int = 1


class _Child:
    """A searching process with a thread that reads what it tells."""

    def __init__(self, number: int, command: Sequence[str], news: queue.SimpleQueue[tuple[int, Any]]) -> None:
        self.number, self._news = number, news
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("a child without pipes")
        self._stdin = self._process.stdin
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            try:
                self._news.put((self.number, json.loads(line)))
            except ValueError:
                break
        self._news.put((self.number, None))

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send a line; one who is dead hears nothing."""
        try:
            self._stdin.write(json.dumps(message) + "\n")
            self._stdin.flush()
        except OSError:
            log.debug("searching process %d is gone", self.number)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                log.debug("the pipe of searching process %d was broken already", self.number)


class _Best:
    """The best plan told so far that the judge accepts."""

    def __init__(self, model: Model, first: HorizonPlan) -> None:
        self._model, self.plan = model, first

    def offer(self, visits: Mapping[str, Sequence[int]]) -> bool:
        """Take a plan (shift number → visit numbers) if it is better and breaks no rule."""
        try:
            plan = assemble(self._model, {int(shift): tuple(order) for shift, order in visits.items()})
        except (IndexError, TypeError, ValueError) as error:
            log.warning("a searching process told nonsense: %s", error)
            return False
        if plan.cost.total >= self.plan.cost.total:
            return False
        if broken := verify_horizon(self._model.horizon, plan):
            log.warning("a searching process told a plan that breaks a rule: %s", broken[0])
            return False
        self.plan = plan
        return True


def plan_horizon(
    data: Mapping[str, Any],
    effort: Effort | None = None,
    *,
    command: Sequence[str] = COMMAND,
    timer: Callable[[], float] = time.perf_counter,
) -> HorizonPlan:
    """The best plan found; a plan always exists, though it may leave visits out, with reasons.

    Raises SnapshotError naming the field that is not valid.
    """
    effort = effort or Effort()
    began = timer()
    horizon = parse_horizon(data)
    model = build_model(horizon)
    best = _Best(model, _first_plan(horizon, model, effort.seed))
    if horizon.visits and horizon.shifts and (effort.seconds > 0 or effort.iterations is not None):
        deadline = began + (effort.seconds if effort.iterations is None else PATIENCE_S)
        _Session(best, effort, command, timer, deadline).run(data)
    return best.plan


def _first_plan(horizon: Horizon, model: Model, seed: int) -> HorizonPlan:
    """The plan given to start from completed by insertion, or one made by insertion."""
    search = Search(model, seed)
    if horizon.routes:
        shifts = {shift.id: n for n, shift in enumerate(horizon.shifts)}
        visits = {visit.id: n for n, visit in enumerate(horizon.visits)}
        search.adopt({shifts[s]: tuple(visits[v] for v in order) for s, order in horizon.routes.items()})
    return assemble(model, search.best.visits())


class _Session:
    """One run of the searching processes: gathers each round's news and passes them on."""

    def __init__(
        self, best: _Best, effort: Effort, command: Sequence[str], timer: Callable[[], float], deadline: float
    ) -> None:
        self._best, self._effort, self._command = best, effort, command
        self._timer, self._deadline = timer, deadline
        self._news: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()

    def run(self, data: Mapping[str, Any]) -> None:
        """Search until the deadline, or until every process is done or dead."""
        children: dict[int, _Child] = {}
        try:
            for number in range(self._effort.processes):
                children[number] = _Child(number, self._command, self._news)
                left_s = max(0.1, self._deadline - self._timer())
                task = {"horizon": dict(data), "number": number, "seed": self._effort.seed, "seconds": left_s}
                children[number].tell(task | {"iterations": self._effort.iterations})
            self._rounds(dict(children))
        except OSError as error:
            log.warning("no searching process: %s", error)
        finally:
            for child in children.values():
                child.kill()

    def _rounds(self, alive: dict[int, _Child]) -> None:
        letters = Letters()
        greeted: set[int] = set()
        waiting: set[int] = set()
        while alive:
            try:
                left_s = self._deadline - LAST_WORDS_S - self._timer()
                number, message = self._news.get(timeout=max(0.0, left_s))
            except queue.Empty:
                return
            if message is None:
                alive.pop(number, None)
            else:
                self._best.offer(message["plan"])
                letters.post(number, message, alive.keys() - {number})
                if number in greeted:
                    waiting.add(number)
                greeted.add(number)
            # by iterations all wait for the slowest, so that everybody hears the same every time
            if self._effort.iterations is None or waiting >= alive.keys():
                for listener in waiting & alive.keys():
                    alive[listener].tell(letters.take(listener))
                waiting.clear()
