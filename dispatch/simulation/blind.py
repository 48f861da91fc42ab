"""The live policy that knows nothing of stars: what dispatching by them is worth is measured against it."""

from __future__ import annotations

from typing import Any

from dispatch.live import plan_snapshot as live

_ALIKE = 3
"""The grade that everybody is taken for."""


def plan_snapshot(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """Plan as `dispatch.live` does, as if all had one grade and worked at the crew's mean pace."""
    factors = snapshot.get("service_factor") or {}
    crew = snapshot["engineers"]
    paces = [float(factors.get(str(one["stars"]), 1.0)) for one in crew]
    pace = sum(paces) / len(paces) if paces else 1.0
    alike = {
        "service_factor": {str(_ALIKE): pace},
        "engineers": [{**one, "stars": _ALIKE} for one in crew],
        "jobs": [{**one, "min_stars": 1} for one in snapshot["jobs"]],
    }
    return live({**snapshot, **alike}, budget_s)
