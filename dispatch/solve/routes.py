"""What every way of solving shares: routes from tables, what they cost, and what is appended to them."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np

from dispatch.model.budget import Budget, Timer
from dispatch.model.objective import route_score
from dispatch.model.tables import NONE, Ints, Tables
from dispatch.model.timing import timed_routes
from dispatch.solve.assignment import append_by_rounds
from dispatch.solve.columns import Reach, enumerate_columns
from dispatch.solve.packing import pack

__all__ = [
    "EXACT_ENGINEERS",
    "Budget",
    "Routes",
    "Timer",
    "append_late",
    "assigned",
    "cost_of",
    "packed",
    "starting_routes",
]

Routes: TypeAlias = list[list[int]]

EXACT_ENGINEERS: Final = 150


def starting_routes(tables: Tables) -> Routes:
    """Nothing but the frozen first stops."""
    return [[int(first)] if first != NONE else [] for first in tables.fixed]


def cost_of(tables: Tables, routes: Routes) -> int:
    """Cost of the routes of these engineers by the objective, with those of these jobs that are in none."""
    problem = tables.problem
    pairs = [
        (problem.engineers[n], [problem.jobs[tables.jobs[stop]] for stop in route])
        for n, route in zip(tables.engineers.tolist(), routes, strict=True)
    ]
    timed = timed_routes(problem, tables.times, pairs)
    driven = sum(
        route_score(problem, engineer, visits, tables.weights).total
        for (engineer, _), visits in zip(pairs, timed, strict=True)
    )
    served = [stop for route in routes for stop in route]
    return driven + int(tables.left_out.sum()) - int(tables.left_out[served].sum())


def assigned(tables: Tables) -> Routes:
    """Assignment alone: every round gives each engineer at most one more stop."""
    return append_by_rounds(tables, starting_routes(tables))


def append_late(tables: Tables, routes: Routes) -> Routes:
    """The routes with the jobs in none of them appended, late as they are."""
    return append_by_rounds(tables, routes)


def packed(
    tables: Tables, reach: Reach, budget: Budget, left_out: Ints | None = None, late: Ints | None = None
) -> Routes:
    """Set packing over all engineers of the tables, and what it leaves appended by assignment.

    `left_out` overrides what leaving each job to the appending costs; `late` lists jobs that are tried as
    first stops although their promise is lost.
    """
    columns = enumerate_columns(tables, reach, late)
    must = np.nonzero(tables.fixed != NONE)[0]
    prices = tables.left_out if left_out is None else left_out
    chosen = pack(columns, len(tables.engineers), prices, must, budget, reach.tolerance).chosen
    routes = starting_routes(tables)
    for n in chosen:
        routes[int(columns.engineer[n])] = columns.route(n)
    return append_by_rounds(tables, routes)
