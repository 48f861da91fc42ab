"""Letting solvers plan the same snapshots, each alone on the machine, and judging what they answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from dispatch.benchmarks.peers import PeerSolver
from dispatch.benchmarks.scoring import Figures, judge
from dispatch.model.problem import Problem

Status: TypeAlias = Literal["ok", "invalid", "killed", "failed", "not installed"]

KILL_AT: Final = 2.0  # times the budget
PATIENCE_S: Final = 15.0  # beyond that: what overruns by seconds still shows what it found
START_S: Final = 60.0  # imports on a cold disk, reading the snapshot, appending late jobs
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class SolveOutcome:
    """What became of one solve. `figures` are there unless no plan is."""

    status: Status
    seconds: float | None = None
    peak_mb: int | None = None
    figures: Figures | None = None
    note: str = ""

    @property
    def late(self) -> int | None:
        """Summed priority late, of a plan that keeps every rule."""
        return self.figures.late if self.status == "ok" and self.figures is not None else None

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rules:
    """How long a solve may take: `budget_s` is what it is told, `kill_s` when its process ends."""

    budget_s: float
    patience_s: float = PATIENCE_S

    @property
    def kill_s(self) -> float:
        """Seconds after which the solver is killed."""
        return KILL_AT * self.budget_s + self.patience_s


def contest(
    entry: PeerSolver, snapshot: dict[str, Any], problem: Problem, rules: Rules, repeats: int = 1
) -> list[SolveOutcome]:
    """Outcomes of the same solve, repeated in one process; fewer than asked for if it died."""
    if not entry.installed:
        return [SolveOutcome("not installed")]
    line = json.dumps({"snapshot": snapshot, "budget_s": rules.budget_s, "kill_s": rules.kill_s}) + "\n"
    stdout, status = _run(entry.key, line * repeats, START_S + repeats * (rules.kill_s + START_S))
    outcomes = [_outcome(problem, json.loads(reply)) for reply in stdout.splitlines()]
    if len(outcomes) < repeats:
        died = f"ended with status {status}"
        killed = status in (-signal.SIGALRM, -signal.SIGKILL)
        outcomes.append(SolveOutcome("killed", rules.kill_s) if killed else SolveOutcome("failed", note=died))
    return outcomes


def _run(key: str, lines: str, longest_s: float) -> tuple[str, int]:
    """Standard output and exit status of the solver's process; nothing that it started outlives it."""
    command = [sys.executable, "-m", "dispatch.benchmarks.entrant", key]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        try:
            stdout, _ = process.communicate(lines, timeout=longest_s)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, _ = process.communicate()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return stdout, process.returncode


def _outcome(problem: Problem, reply: dict[str, Any]) -> SolveOutcome:
    if "error" in reply:
        return SolveOutcome("failed", note=reply["error"])
    figures = judge(problem, reply["routes"])
    status: Status = "invalid" if figures.faults else "ok"
    return SolveOutcome(status, reply["seconds"], reply["peak_mb"], figures, "; ".join(figures.faults[:1]))
