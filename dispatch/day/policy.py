"""The policy of the running day.

It has no memory. At every event it values each engineer's possible next stops anew: a promise counts with the
probability that it is kept (`risk`), an engineer's time with what else it could do (`lookahead`, `scarcity`),
a request that has waited long goes first (`patience`). Those on the way stay on the way unless turning round
is worth it. Job prices then settle who drives where (`pricing`); large crews begin at the best assignment of
first stops, because prices left unsettled would turn engineers round for nothing. Where the budget allows it,
futures are planned too and vote on where those who are free set out for (`dispatch.scenarios`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dispatch.day.lookahead import Prices, prices
from dispatch.day.matching import matched
from dispatch.day.patience import Patience, patience
from dispatch.day.pricing import Packing, nothing, proven, settle
from dispatch.day.shortlist import bound, extend, joined, start
from dispatch.model.objective import AHEAD, EXPECTING, PRESSING, SETTLED, expects
from dispatch.model.tables import Tables
from dispatch.scenarios.vote import Votes, elected, vote
from dispatch.solve.assignment import append_by_rounds, fitting
from dispatch.solve.closing import last_visits
from dispatch.solve.routes import Budget, Routes, starting_routes

KEPT: Final = (8, 4)  # of each engineer's routes of one and two stops, those that are grown
LISTED: Final = 48  # of the routes grown from those, the ones that compete for the jobs
CELLS: Final = 600_000  # extensions looked at for each length, so that large crews are decided in time
PROVEN: Final = 12  # engineers up to whom branch and bound ends within its nodes; beyond it gains nothing
ALWAYS: Final = 20_000  # engineers × jobs decided in full whatever the clock says: about 30 ms on one core


@dataclass(frozen=True)
class Decision:
    """Routes of all jobs that fit, and the vote that chose their first stops if futures were planned."""

    routes: Routes
    votes: Votes | None = None


def solve(tables: Tables, budget: Budget, waits: Patience | None = None) -> Routes:
    """The routes of `decide`."""
    return decide(tables, budget, waits).routes


def decide(tables: Tables, budget: Budget, waits: Patience | None = None) -> Decision:
    """Routes for all jobs that fit; beyond `ALWAYS` the budget is watched between route lengths.

    `waits` is what `patience` says of these tables, if it was asked already.
    """
    routes, votes = starting_routes(tables), None
    if len(tables.engineers) and len(tables.jobs):
        look = EXPECTING if expects(tables.problem) else AHEAD
        charged = prices(tables, look, PRESSING, waits or patience(tables))
        routes, packing = _chosen(tables, charged, budget)
        votes = vote(tables, charged, packing.price, budget, look)
        if votes is not None:
            routes = fitting(tables, elected(tables, routes, votes))
    return Decision(last_visits(tables, append_by_rounds(tables, routes)), votes)


def _chosen(tables: Tables, charged: Prices, budget: Budget) -> tuple[Routes, Packing]:
    """Routes of one stop, then two and three, each length grown at the prices that settled the last."""
    n, m = tables.may.shape
    lengths = [bound(tables, extend(tables, start(tables), charged).every())]
    packing = settle(lengths[0], nothing(n, m) if n <= SETTLED else matched(lengths[0].value, tables.heading))
    for kept in KEPT:
        count = min(kept, CELLS // (n * m))
        if not count or (n * m > ALWAYS and budget.left_s <= 0):
            break
        grown = extend(tables, lengths[-1].best(packing.price, count), charged)
        lengths.append(grown.best(packing.price, LISTED))
        packing = settle(joined(lengths, m), packing)
    listed = joined(lengths, m)
    packing = proven(listed, packing) if n <= PROVEN else packing
    stops = listed.stops
    picked = [stops[row, pick] if pick >= 0 else stops[row, :0] for row, pick in enumerate(packing.chosen)]
    return [[stop for stop in route.ravel().tolist() if stop < m] for route in picked], packing
