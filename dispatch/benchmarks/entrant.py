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
from typing import Any, Final

from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.peers import BY_KEY, OURS, Solver
from dispatch.benchmarks.scoring import complete
from dispatch.problem import parse_snapshot

WARM_UP: Final = Shape(3, 6)
WARM_UP_S: Final = 0.1


def answer(solver: Solver, request: dict[str, Any], *, is_peer: bool) -> dict[str, Any]:
    """Plan the request's snapshot; the clock runs from the snapshot to the routes."""
    signal.setitimer(signal.ITIMER_REAL, request["kill_s"])
    began = time.perf_counter()
    problem = parse_snapshot(request["snapshot"])
    routes = solver.solve(problem, max(0.0, request["budget_s"] - (time.perf_counter() - began)))
    seconds = time.perf_counter() - began
    signal.setitimer(signal.ITIMER_REAL, 0)
    used = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    whole = complete(problem, routes) if is_peer else routes
    return {"seconds": seconds, "peak_mb": used // 1024, "routes": whole}


def main(key: str) -> int:
    """Serve requests until standard input ends."""
    solver = BY_KEY[key].load()
    solver.solve(parse_snapshot(instant(WARM_UP, seed=0)), WARM_UP_S)
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as pipe:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # solvers print
        for line in sys.stdin:
            try:
                reply = answer(solver, json.loads(line), is_peer=key != OURS)
            except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
                reply = {"error": f"{type(error).__name__}: {error}"}
            pipe.write(json.dumps(reply) + "\n")
            pipe.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
