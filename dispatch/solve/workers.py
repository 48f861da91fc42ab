"""Forked processes that pack groups side by side, die with their parent and are never waited for in vain.

A process is forked from a parent that has one thread and has imported what it needs, so it starts in a few
milliseconds and shares the parent's memory. Whatever happens to it, its group keeps the routes it had.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from dispatch.model.budget import Budget

log = logging.getLogger(__name__)

Task = TypeVar("Task")
Result = TypeVar("Result")

SET_DEATH_SIGNAL: Final = 1  # Linux, prctl(PR_SET_PDEATHSIG)
LATEST_S: Final = 0.02  # what a result may be late before it is given up


class _Worker(Generic[Task, Result]):
    """One process, its pipe, and the number of the task it is at."""

    def __init__(
        self, work: Callable[[Task, Budget], Result], budget: Budget, others: list[Connection]
    ) -> None:
        context = get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.at: int | None = None
        self._process = context.Process(
            target=_serve, args=(work, theirs, [self.pipe, *others], budget, os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


class Workers(Generic[Task, Result]):
    """Does tasks in `count` processes, or in this one when that is 1, threads run, or forking fails."""

    def __init__(self, work: Callable[[Task, Budget], Result], count: int, budget: Budget) -> None:
        self._work, self._budget = work, budget
        self._workers: list[_Worker[Task, Result]] = []
        if count > 1 and threading.active_count() == 1:
            try:
                for _ in range(count):
                    pipes = [worker.pipe for worker in self._workers]
                    self._workers.append(_Worker(work, budget, pipes))
            except OSError as error:
                log.warning("planning in one process: %s", error)

    def each(self, tasks: Iterable[Task]) -> list[tuple[Task, Result]]:
        """Tasks with their results in the order of the tasks; those not done in time are left out."""
        waiting = list(tasks)
        done = dict(self._side_by_side(waiting) if self._workers else self._one_by_one(waiting))
        return [(task, done[n]) for n, task in enumerate(waiting) if n in done]

    def _one_by_one(self, tasks: list[Task]) -> Iterator[tuple[int, Result]]:
        for n, task in enumerate(tasks):
            if self._budget.left_s <= 0:
                return
            result = _attempt(self._work, task, self._budget)
            if result is not None:
                yield n, result

    def _side_by_side(self, tasks: list[Task]) -> Iterator[tuple[int, Result]]:
        queue = iter(enumerate(tasks))
        for worker in self._workers:
            self._hand_out(worker, tasks, queue)
        while busy := {w.pipe: w for w in self._workers if w.at is not None}:
            left_s = self._budget.left_s
            patience = None if left_s == float("inf") else max(0.0, left_s) + LATEST_S
            ready = connection.wait(list(busy), patience)
            if not ready:
                self._drop(list(busy.values()))
            for worker in [busy[pipe] for pipe in busy if pipe in ready]:
                try:
                    n, result = worker.at, worker.pipe.recv()
                except (EOFError, OSError):
                    self._drop([worker])  # it died; its task stays undone
                    continue
                worker.at = None
                if n is not None and result is not None:
                    yield n, result
                self._hand_out(worker, tasks, queue)

    def _hand_out(
        self, worker: _Worker[Task, Result], tasks: list[Task], queue: Iterator[tuple[int, Task]]
    ) -> None:
        if self._budget.left_s <= 0:
            return
        for n, _ in queue:
            try:
                worker.pipe.send(tasks[n])
                worker.at = n
            except OSError:
                self._drop([worker])
            return

    def _drop(self, workers: list[_Worker[Task, Result]]) -> None:
        for worker in workers:
            worker.kill()
            self._workers.remove(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop(list(self._workers))


def _serve(
    work: Callable[[Task, Budget], Result],
    pipe: Connection,
    parents: list[Connection],
    budget: Budget,
    parent: int,
) -> None:
    for other in parents:
        other.close()  # or the pipe would not end when the parent does
    _die_with(parent)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_attempt(work, task, budget))


def _attempt(work: Callable[[Task, Budget], Result], task: Task, budget: Budget) -> Result | None:
    try:
        return work(task, budget)
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError) as error:
        log.warning("a group stays as it is: %s: %s", type(error).__name__, error)
        return None


def _die_with(parent: int) -> None:
    """Ask the kernel for a kill when the parent dies; elsewhere than on Linux the pipe's end must do."""
    try:
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:  # it died before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)
