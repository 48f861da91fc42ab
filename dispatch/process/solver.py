"""Solving in one killable child process: solvers hold the interpreter lock and overrun their limits.

The parent never imports ortools. Whatever happens to the child, `solve` answers with a plan.
"""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from dispatch.assemble import insertion_plan
from dispatch.fields import SnapshotError
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.writing import snapshot_of

log = logging.getLogger(__name__)

GRACE_S: Final = 2.0
START_S: Final = 20.0  # importing ortools on a cold, busy disk
COMMAND: Final = (sys.executable, "-m", "dispatch.process.child")


class ChildFailed(Exception):
    """The child died, answered nonsense, or took too long."""


class _Child:
    """One running child with a thread that reads its answers."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parent.parent,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ChildFailed("the child has no pipes")
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.warm = False
        self._reader = threading.Thread(target=self._read, args=(self._stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._answers.put(line)
        self._answers.put(None)

    def ask(self, request: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """One exchange; raises ChildFailed."""
        try:
            self._stdin.write(json.dumps(request) + "\n")
            self._stdin.flush()
            line = self._answers.get(timeout=timeout_s + (0 if self.warm else START_S))
            reply = json.loads(line or "null")
        except (OSError, ValueError, queue.Empty) as error:
            raise ChildFailed(type(error).__name__) from error
        if not isinstance(reply, dict) or reply.get("id") != request["id"]:
            raise ChildFailed("no answer")
        self.warm = True
        return reply

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._stdin, self._stdout):
            try:
                stream.close()
            except OSError:
                log.debug("the solving child's pipe was broken already")


class SolverProcess:
    """A long-lived solving child, started on first use and again after a failure.

    One solve at a time: concurrent callers wait for each other. `grace_s` is what a solve may overrun before
    the child is killed and insertion answers instead.
    """

    def __init__(
        self, *, command: Sequence[str] = COMMAND, grace_s: float = GRACE_S, prestart: bool = False
    ) -> None:
        self._command, self._grace_s = tuple(command), grace_s
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._asked = 0
        self._closed = False
        if prestart:
            self._child = _Child(self._command)

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        """A plan, by the child or else by insertion.

        Raises SnapshotError where a figure of the problem is outside what the engine takes.
        """
        answer = self._answer(snapshot_of(problem), budget_s)
        try:
            return insertion_plan(problem) if answer is None else Plan.from_dict(answer)
        except SnapshotError as fault:
            log.warning("solving by insertion: the child's plan cannot be read: %s", fault)
        return insertion_plan(problem)

    def solve(self, snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
        """The same for whoever has a snapshot's JSON and wants a plan's.

        Raises SnapshotError as the child would.
        """
        answer = self._answer(snapshot, budget_s)
        return insertion_plan(parse_snapshot(snapshot)).to_dict() if answer is None else answer

    def _answer(self, snapshot: dict[str, Any], budget_s: float) -> dict[str, Any] | None:
        with self._lock:
            try:
                return self._ask(snapshot, budget_s)
            except ChildFailed as failure:
                log.warning("solving by insertion: %s", failure)
        return None

    def _ask(self, snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
        if self._closed:
            raise ChildFailed("closed")
        try:
            self._child = self._child or _Child(self._command)
            self._asked += 1
            request = {"id": self._asked, "snapshot": snapshot, "budget_s": budget_s}
            reply = self._child.ask(request, budget_s + self._grace_s)
        except (ChildFailed, OSError) as error:
            self._drop()
            raise ChildFailed(str(error)) from error
        if "fault" in reply:
            raise SnapshotError(*reply["fault"])
        if "error" in reply:
            raise ChildFailed(reply["error"])
        plan: dict[str, Any] = reply["plan"]
        return plan

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def close(self) -> None:
        """Kill the child; later solves answer by insertion."""
        with self._lock:
            self._closed = True
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
