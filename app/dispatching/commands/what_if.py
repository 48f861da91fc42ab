"""Planning a snapshot that somebody brings, without touching the territory's own plan."""

from __future__ import annotations

from typing import Any

from app.kernel import Runtime
from app.kernel.errors import TooLarge
from dispatch.fields import SnapshotError
from dispatch.model.snapshot import parse_snapshot

LONGEST_S = 5.0
MOST_PAIRS = 250_000
"""Engineers × jobs: a larger question belongs to `python -m dispatch plan`, not to a web server."""


def what_if(runtime: Runtime, snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """Return the engine's plan of `snapshot` within about `budget_s` seconds.

    Raises:
        SnapshotError: a field of the snapshot is not valid; it is named.
        TooLarge: the snapshot has too many engineers and jobs for a web call.
    """
    problem = parse_snapshot(snapshot)
    if problem.travel.model == "osrm" and problem.travel.url != runtime.settings.osrm_url.rstrip("/"):
        # Anything else would let callers have this machine open addresses of theirs.
        raise SnapshotError("travel.url", "is not this installation's road engine", "不是本系统的道路引擎")
    if len(problem.engineers) * len(problem.jobs) > MOST_PAIRS:
        raise TooLarge("The number of engineers times jobs", MOST_PAIRS)
    return runtime.solver.solve(snapshot, budget_s)
