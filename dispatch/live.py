"""One snapshot in, one plan out: the engine's front door, and the policy of the running day."""

from __future__ import annotations

import time
from typing import Any

from dispatch.assemble import assemble
from dispatch.columns import Reach
from dispatch.objective import weights_for
from dispatch.problem import parse_snapshot
from dispatch.solve import EXACT_ENGINEERS, Budget, assigned, packed
from dispatch.tables import build_tables
from dispatch.travel import travel_times

DAY = Reach(latest_odds=0.9, late_stops=0, depth=4, width=600)


def plan_snapshot(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    """Plan a snapshot within about `budget_s` seconds; the answer is JSON-able and always a whole plan.

    Raises SnapshotError naming the field if the snapshot is not valid.
    """
    budget = Budget(time.perf_counter, time.perf_counter() + budget_s)
    problem = parse_snapshot(snapshot)
    times = travel_times(problem.travel)
    tables = build_tables(problem, weights_for(problem), times)
    small = len(problem.engineers) <= EXACT_ENGINEERS
    routes = packed(tables, DAY, budget) if small else assigned(tables)
    return assemble(problem, tables.ids(routes), times).to_dict()
