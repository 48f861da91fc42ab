"""A lower bound of what any plan of an instant can cost.

Whoever is late is late by at least a second and no earlier than the first engineer can be there, so each job
costs at least that or a place in a route of jobs in time. Dropping late stops makes no other stop later where
a detour is no shorter than the way, so the packing's relaxation over all routes in time bounds every plan;
where driving times break that rule (rounding, tables with shortcuts) it does so up to what they break it by.
"""

from __future__ import annotations

import math

import numpy as np

from dispatch.model.budget import Budget
from dispatch.model.tables import Floats, Ints, Tables
from dispatch.solve.columns import Columns
from dispatch.solve.prices import find_prices
from dispatch.solve.relaxation import relax

FAR: int = np.iinfo(np.int64).max // 4
MOST_RELAXED: int = 150  # engineers; beyond, GLOP takes seconds and the prices must do


def least_cost(
    tables: Tables, columns: Columns, worth: Ints, job_prices: Floats, budget: Budget
) -> int | None:
    """The bound in seconds of driving.

    None where a route in time is not listed, and where times are uncertain, since odds can be traded then.
    `job_prices` are those of a packing by `worth` of jobs (m,), from which the search for the best starts.
    """
    if tables.weights.service_sigma > 0 or not columns.complete:
        return None
    late = _least_late(tables)
    gain = np.append(late, 0)[columns.stops].sum(axis=1) - columns.cost
    start = np.where(job_prices > 0, job_prices + late - worth, 0.0)
    prices = find_prices(columns, gain, len(tables.engineers), late, budget, start)
    best = prices.bound
    typical = late[late > 0]
    if len(typical) and len(tables.engineers) <= MOST_RELAXED and budget.left_s > 0:
        margin = float(np.median(typical)) / 10
        relaxed = relax(columns, gain, prices, margin, budget)
        best = best if relaxed is None else min(best, relaxed.bound)
    return math.ceil(int(tables.idle.sum()) + int(late.sum()) - best - 1e-6)


def _least_late(tables: Tables) -> Ints:
    """What each job costs at least when it is not reached in time, shape (m,)."""
    weights = tables.weights
    arrive = np.where(tables.may, tables.ready[:, None] + tables.first, FAR).min(axis=0, initial=FAR)
    arrive = np.maximum(arrive, tables.opens)
    late_s = np.maximum(1, arrive - tables.due)
    reached = np.minimum(
        weights.late * tables.priority + weights.late_s * np.minimum(late_s, FAR // 1000), FAR
    )
    # a job frozen to an engineer and late is a column of its own; left out it costs no less than served late
    least: Ints = np.minimum(tables.left_out, np.where(arrive >= FAR, tables.left_out, reached))
    return least
