"""One instant judged on its own: the cheaper of packing and assignment, by groups when the crew is large."""

from __future__ import annotations

from functools import partial
from typing import Final

from dispatch.columns import Reach
from dispatch.neighbourhoods import improve
from dispatch.solve import EXACT_ENGINEERS, Budget, Routes, assigned, cost_of, packed
from dispatch.tables import Tables

ON_TIME: Final = Reach(latest_odds=0.0, depth=6, width=4000)


def solve(tables: Tables, budget: Budget) -> Routes:
    """Routes for all jobs that fit, within the budget."""
    if len(tables.engineers) <= EXACT_ENGINEERS:
        return _repack(tables, budget)
    return improve(tables, assigned(tables), _repack, budget)


def _repack(tables: Tables, budget: Budget) -> Routes:
    options = packed(tables, ON_TIME, budget), assigned(tables)
    return min(options, key=partial(cost_of, tables))
