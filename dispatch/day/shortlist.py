"""Each engineer's routes worth considering on a running day, as dense arrays: one row an engineer.

All single stops are listed; longer routes grow from the few of each engineer that are worth most after the
prices of their jobs, because a fixed number of the most valuable would all hold the same jobs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.day.lookahead import Prices
from dispatch.model.tables import NONE, Bools, Floats, Ints, Tables
from dispatch.model.timing import visit_arrivals
from dispatch.risk.lateness import lateness, service_moments

NEVER = -np.inf


@dataclass(frozen=True)
class Shortlist:
    """n engineers × c routes: `value` (n, c) is the gain over doing nothing, -inf where there is no route.

    `stops` (n, c, depth) is padded with m, the number of jobs; `clock`, `lag` and `variance` (n, c) say where
    the clock stands after the last stop.
    """

    value: Floats
    stops: Ints
    clock: Ints
    lag: Floats
    variance: Floats

    def reduced(self, price: Floats) -> Floats:
        """Value after paying for the jobs; `price` (m + 1,) ends with the padding's 0."""
        left: Floats = self.value - price[self.stops].sum(axis=2)
        return left

    def best(self, price: Floats, count: int) -> Shortlist:
        """Each engineer's `count` best after prices."""
        if self.value.shape[1] <= count:
            return self
        order = np.argpartition(-self.reduced(price), count - 1, axis=1)[:, :count]
        order.sort(axis=1)
        rows = np.arange(len(order))[:, None]
        return Shortlist(*(getattr(self, name)[rows, order] for name in self.__dataclass_fields__))


def start(tables: Tables) -> Shortlist:
    """One empty route an engineer."""
    n = len(tables.engineers)
    column = (n, 1)
    return Shortlist(
        np.zeros(column),
        np.zeros((n, 1, 0), dtype=np.int64),
        tables.ready.reshape(column),
        tables.lag.reshape(column),
        tables.variance.reshape(column),
    )


def extend(tables: Tables, routes: Shortlist, prices: Prices) -> Shortlist:
    """Every job after every route: (n, c) routes become (n, c × m), -inf where a rule is against it."""
    n, c, depth = routes.stops.shape
    m = len(tables.jobs)
    drive = (
        tables.first[:, None, :] if depth == 0 else tables.between[np.minimum(routes.stops[:, :, -1], m - 1)]
    )
    service = np.broadcast_to(tables.service[:, None, :], (n, c, m))
    arrive = _arrivals(tables, routes, drive, service)
    rough = (tables.weights.travel_sigma * drive) ** 2
    variance = np.broadcast_to(routes.variance[:, :, None] + rough, (n, c, m))
    slack = tables.due - arrive - routes.lag[:, :, None]
    worth = _worth(tables, prices, drive, service, lateness(slack, np.sqrt(variance)))
    worth -= prices.response * (arrive - tables.problem.now_s)
    worth += prices.cap * (arrive + routes.lag[:, :, None] <= prices.until)
    if depth == 0:
        worth += _turning(tables)[:, None, :]
    value = np.where(_allowed(tables, routes, arrive + service), routes.value[:, :, None] + worth, NEVER)
    job = np.broadcast_to(np.arange(m), (n, c, m))[..., None]
    before = np.broadcast_to(routes.stops[:, :, None, :], (n, c, m, depth))
    mean, unit = service_moments(tables.weights.service_sigma)
    return Shortlist(
        value.reshape(n, -1),
        np.concatenate([before, job], axis=3).reshape(n, c * m, depth + 1),
        (arrive + service).reshape(n, -1),
        (routes.lag[:, :, None] + (mean - 1) * service).reshape(n, -1),
        (variance + unit * service**2).reshape(n, -1),
    )


def joined(parts: list[Shortlist], m: int) -> Shortlist:
    """Routes of all lengths side by side."""
    depth = max(part.stops.shape[2] for part in parts)
    stops = [
        np.pad(p.stops, ((0, 0), (0, 0), (0, depth - p.stops.shape[2])), constant_values=m) for p in parts
    ]
    names = [name for name in Shortlist.__dataclass_fields__ if name != "stops"]
    side = {name: np.concatenate([getattr(p, name) for p in parts], axis=1) for name in names}
    return Shortlist(stops=np.concatenate(stops, axis=1), **side)


def _arrivals(tables: Tables, routes: Shortlist, drive: Ints, service: Ints) -> Ints:
    clock = routes.clock[:, :, None]
    arrive = visit_arrivals(clock, drive, service, tables.opens)
    for row in tables.resting:
        rested = visit_arrivals(clock[row], drive[row], service[row], tables.opens, tables.breaks[row])
        heading = tables.heading[row]
        if routes.stops.shape[2] == 0 and heading != NONE:
            rested[:, heading] = arrive[row][:, heading]  # a drive under way ignores breaks
        arrive[row] = rested
    return arrive


def _worth(tables: Tables, prices: Prices, drive: Ints, service: Ints, risk: tuple[Floats, Floats]) -> Floats:
    """What one more stop gains: leaving it is spared, for its risk, the engineer's time, stars, stability."""
    weights = tables.weights
    odds, late_s = risk
    lost = weights.late * tables.priority * odds + weights.late_s * late_s
    time = prices.time[:, None, None] * (drive + prices.service * service)
    worth: Floats = prices.leaving - lost - time - tables.pair[:, None, :]
    return worth


def _turning(tables: Tables) -> Floats:
    """Going on as before is worth what turning round would cost."""
    keeps = np.zeros((len(tables.engineers), len(tables.jobs)))
    rows = np.nonzero(tables.heading != NONE)[0]
    keeps[rows, tables.heading[rows]] = tables.idle[rows]
    return keeps


def _allowed(tables: Tables, routes: Shortlist, depart: Ints) -> Bools:
    depth = routes.stops.shape[2]
    allowed = (depart <= tables.shift_end[:, None, None]) & tables.may[:, None, :]
    allowed &= (depth < tables.most_stops)[:, None, None] & (routes.value > NEVER)[:, :, None]
    frozen = tables.fixed[tables.fixed != NONE]
    allowed[:, :, frozen] = False
    if depth == 0:
        rows = np.nonzero(tables.heading != NONE)[0]
        heading = tables.heading[rows]
        allowed[rows, :, heading] = (tables.may[rows, heading] & (tables.most_stops[rows] > 0))[:, None]
        allowed[:, :, frozen] = False
        rows = np.nonzero(tables.fixed != NONE)[0]
        allowed[rows] = False
        allowed[rows, :, tables.fixed[rows]] = True
    for position in range(depth):
        np.put_along_axis(allowed, routes.stops[:, :, position, None], values=False, axis=2)
    return allowed
