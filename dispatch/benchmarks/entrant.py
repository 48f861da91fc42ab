"""One solver in a process of its own: `python -m dispatch.benchmarks.entrant KEY`, one JSON line in, one out.

A solve that takes longer than `kill_s` ends the process by an alarm that native code cannot put off.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.peers import BY_KEY, OURS, Routes
from dispatch.benchmarks.scoring import complete
from dispatch.model.snapshot import parse_snapshot

Planner: TypeAlias = Callable[[dict[str, Any], float], Routes]

WARM_UP: Final = Shape(3, 6)
WARM_UP_S: Final = 0.1
STATUS: Final = Path("/proc/self/status")


def planner_of(key: str) -> Planner:
    """Snapshot and budget in, routes out: the engine's front door, or a peer that is handed the problem."""
    if key == OURS:
        from dispatch.benchmarks.peers import ours

        return ours.plan
    solver = BY_KEY[key].load()

    def plan(snapshot: dict[str, Any], budget_s: float) -> Routes:
        began = time.perf_counter()
        problem = parse_snapshot(snapshot)
        return solver.solve(problem, max(0.0, budget_s - (time.perf_counter() - began)))

    return plan


def answer(planner: Planner, request: dict[str, Any], *, is_peer: bool) -> dict[str, Any]:
    """Plan the request's snapshot; the clock runs from the snapshot to the routes."""
    signal.setitimer(signal.ITIMER_REAL, request["kill_s"])
    began = time.perf_counter()
    routes = planner(request["snapshot"], request["budget_s"])
    seconds = time.perf_counter() - began
    signal.setitimer(signal.ITIMER_REAL, 0)
    whole = complete(parse_snapshot(request["snapshot"]), routes) if is_peer else routes
    return {"seconds": seconds, "peak_mb": peak_mb(), "routes": whole}


def peak_mb() -> int:
    """The most memory that this process held, with the largest of its children."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if STATUS.exists():  # Linux counts in `ru_maxrss` what the process held that started this one
        own = int(STATUS.read_text("ascii").partition("VmHWM:")[2].split()[0])
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def main(key: str) -> int:
    """Serve requests until standard input ends."""
    planner = planner_of(key)
    planner(instant(WARM_UP, seed=0), WARM_UP_S)
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as pipe:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # solvers print
        for line in sys.stdin:
            try:
                reply = answer(planner, json.loads(line), is_peer=key != OURS)
            except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
                signal.setitimer(signal.ITIMER_REAL, 0)
                reply = {"error": f"{type(error).__name__}: {error}"}
            pipe.write(json.dumps(reply) + "\n")
            pipe.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
