"""One snapshot in, one plan out: the engine's front door, and the policy of the running day."""

from __future__ import annotations

from typing import Any

from dispatch.assemble import insertion_plan
from dispatch.problem import parse_snapshot


def plan_snapshot(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """Plan a snapshot within about `budget_s` seconds; the answer is JSON-able and always a whole plan.

    Raises SnapshotError naming the field if the snapshot is not valid.
    """
    return insertion_plan(parse_snapshot(snapshot)).to_dict()
