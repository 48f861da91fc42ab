"""The solving child: one JSON line in, one JSON line out, until standard input ends.

Started by `dispatch.process.solver`; the only process of the product that imports ortools.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Final

from dispatch.fields import SnapshotError
from dispatch.live import plan_snapshot

GIVES_WAY: Final = 10
"""How nice it is: on a busy machine, calls that people wait for go first; a plan keeps its budget anyway."""


def answer(line: str) -> dict[str, Any]:
    """The reply to one request line: a plan, or the field at fault, or the error's text."""
    request = json.loads(line)
    try:
        plan = plan_snapshot(request["snapshot"], request["budget_s"])
    except SnapshotError as fault:
        return {"id": request["id"], "fault": [fault.path, *fault.text]}
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
        # the caller answers by insertion; the reason must still reach its log
        return {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
    return {"id": request["id"], "plan": plan}


def main() -> None:
    """Serve requests; native libraries that print to standard output must not reach the pipe."""
    os.nice(GIVES_WAY)
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as pipe:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for line in sys.stdin:
            pipe.write(json.dumps(answer(line)) + "\n")
            pipe.flush()


if __name__ == "__main__":
    main()
