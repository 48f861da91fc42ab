"""Each engineer's routes worth considering on a running day, as dense arrays: one row an engineer.

All single stops are listed; longer routes grow from the few of each engineer that are worth most after the
prices of their jobs, because a fixed number of the most valuable would all hold the same jobs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dispatch.day.lookahead import Prices
from dispatch.model.tables import NONE, Bools, Floats, Ints, Tables
from dispatch.model.timing import visit_arrivals
from dispatch.risk.lateness import lateness, service_moments

NEVER = -np.inf
MUST: Final = 10**9  # on top of all that can be lost: beyond any price of a second stop


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
        """Each engineer's `count` best after prices; `price` may also be (n, m + 1), each engineer's own."""
        return self if self.value.shape[1] <= count else self.at(self.nearest(price, count))

    def nearest(self, price: Floats, count: int) -> Ints:
        """The columns of those, in order."""
        count = min(count, self.value.shape[1])
        if price.ndim == 1:
            return _largest(self.reduced(price), count)
        rows = np.arange(len(price))[:, None, None]
        return _largest(self.value - price[rows, self.stops].sum(axis=2), count)

    def rows(self, some: slice) -> Shortlist:
        """The routes of some engineers."""
        return Shortlist(*(getattr(self, name)[some] for name in self.__dataclass_fields__))

    def at(self, columns: Ints) -> Shortlist:
        """Some of each engineer's routes."""
        rows = np.arange(len(columns))[:, None]
        return Shortlist(*(getattr(self, name)[rows, columns] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Longer:
    """(n, c) routes with one of m more jobs each, of which few are written down: `value` is (n, c, m)."""

    tables: Tables
    before: Shortlist
    value: Floats
    arrive: Ints
    variance: Floats

    def every(self) -> Shortlist:
        """All of them, in order."""
        n, c, m = self.value.shape
        if c == 1:
            return self._singly()
        return self._written(np.broadcast_to(np.arange(c * m), (n, c * m)))

    def best(self, price: Floats, count: int) -> Shortlist:
        """Each engineer's `count` best after prices."""
        n, c, m = self.value.shape
        if c * m <= count:
            return self.every()
        own = np.broadcast_to(price, (n, price.shape[-1]))
        rows = np.arange(n)[:, None, None]
        paid = own[rows[:, 0], self.tables.columns][:, None, :]
        left = self.value - (own[rows, self.before.stops].sum(axis=2)[:, :, None] + paid)
        return self._written(_largest(left.reshape(n, -1), count))

    def _singly(self) -> Shortlist:
        """All that grow from one route an engineer: nothing has to be picked."""
        before, service = self.before, self.tables.service
        job = np.broadcast_to(self.tables.columns, service.shape)[:, :, None]
        so_far = np.broadcast_to(before.stops, (*service.shape, before.stops.shape[2]))
        mean, unit = service_moments(self.tables.weights.service_sigma)
        return Shortlist(
            self.value[:, 0],
            np.concatenate([so_far, job], axis=2),
            self.arrive[:, 0] + service,
            before.lag + (mean - 1) * service,
            self.variance[:, 0] + unit * service**2,
        )

    def _written(self, picks: Ints) -> Shortlist:
        n, _, m = self.value.shape
        rows = np.arange(n)[:, None]
        route, column = np.divmod(picks, m)
        service = self.tables.service[rows, column]
        job = np.broadcast_to(self.tables.columns, (n, m))[rows, column]
        mean, unit = service_moments(self.tables.weights.service_sigma)
        variance = np.broadcast_to(self.variance, self.value.shape)[rows, route, column]
        return Shortlist(
            self.value[rows, route, column],
            np.concatenate([self.before.stops[rows, route], job[:, :, None]], axis=2),
            self.arrive[rows, route, column] + service,
            self.before.lag[rows, route] + (mean - 1) * service,
            variance + unit * service**2,
        )


def _largest(left: Floats, count: int) -> Ints:
    """The columns of each row's `count` largest, in order."""
    order = np.argpartition(-left, count - 1, axis=1)[:, :count]
    order.sort(axis=1)
    return order


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


def bound(tables: Tables, routes: Shortlist) -> Shortlist:
    """Single stops of which frozen visits are driven to whatever they are worth."""
    must = (tables.fixed != NONE)[:, None] & (routes.value > NEVER)
    return replace(routes, value=routes.value + must * float(tables.left_out.sum() + MUST))


def extend(tables: Tables, routes: Shortlist, prices: Prices) -> Longer:
    """Every job after every route: (n, c) routes become (n, c, m), -inf where a rule is against it."""
    depth = routes.stops.shape[2]
    drive = tables.first[:, None, :] if depth == 0 else tables.onward(routes.stops[:, :, -1])
    service = tables.service[:, None, :]
    arrive = _arrivals(tables, routes, drive)
    variance = routes.variance[:, :, None]
    if tables.weights.travel_sigma:
        variance = variance + (tables.weights.travel_sigma * drive) ** 2
    lagged = arrive + routes.lag[:, :, None]
    worth = _worth(tables, prices, lateness(tables.due - lagged, np.sqrt(variance)))
    busy = tables.occupied(drive, arrive, routes.clock[:, :, None])
    worth -= prices.time[:, None, None] * (busy + prices.service * service)
    worth -= prices.response * (arrive - tables.problem.now_s)
    if prices.cap.any():
        worth += prices.cap * (lagged <= prices.until)
    if depth == 0:
        worth += _turning(tables)[:, None, :]
    worth += routes.value[:, :, None]
    worth[~_allowed(tables, routes, arrive + service)] = NEVER
    return Longer(tables, routes, worth, arrive, variance)


def joined(parts: list[Shortlist], m: int) -> Shortlist:
    """Routes of all lengths side by side."""
    depth = max(part.stops.shape[2] for part in parts)
    stops = [
        np.pad(p.stops, ((0, 0), (0, 0), (0, depth - p.stops.shape[2])), constant_values=m) for p in parts
    ]
    names = [name for name in Shortlist.__dataclass_fields__ if name != "stops"]
    side = {name: np.concatenate([getattr(p, name) for p in parts], axis=1) for name in names}
    return Shortlist(stops=np.concatenate(stops, axis=1), **side)


def _arrivals(tables: Tables, routes: Shortlist, drive: Ints) -> Ints:
    clock, service = routes.clock[:, :, None], tables.service[:, None, :]
    arrive = visit_arrivals(clock, drive, service, tables.opens)
    for row in tables.resting:
        opens, breaks = tables.opens_of(row), tables.breaks[row]
        rested = visit_arrivals(clock[row], drive[row], service[row], opens, breaks)
        heading = tables.heading[row]
        if routes.stops.shape[2] == 0 and heading != NONE:
            rested[:, heading] = arrive[row][:, heading]  # a drive under way ignores breaks
        arrive[row] = rested
    return arrive


def _worth(tables: Tables, prices: Prices, risk: tuple[Floats, Floats]) -> Floats:
    """What one more stop gains but for the engineer's time: leaving it is spared, for its risk and stars."""
    weights = tables.weights
    worth, late_s = risk
    worth *= -weights.late * tables.priority * prices.share
    late_s *= -weights.late_s * prices.share
    worth += late_s
    worth += prices.leaving - tables.pair[:, None, :]
    return worth


def _turning(tables: Tables) -> Floats:
    """Going on as before is worth what turning round would cost."""
    keeps = np.zeros(tables.may.shape)
    rows = np.nonzero(tables.heading != NONE)[0]
    keeps[rows, tables.heading[rows]] = tables.idle[rows]
    return keeps


def _allowed(tables: Tables, routes: Shortlist, depart: Ints) -> Bools:
    depth = routes.stops.shape[2]
    allowed = (depart <= tables.shift_end[:, None, None]) & tables.may[:, None, :]
    allowed &= (depth < tables.most_stops)[:, None, None] & (routes.value > NEVER)[:, :, None]
    frozen = tables.fixed[tables.fixed != NONE]
    if depth == 0:
        rows = np.nonzero(tables.heading != NONE)[0]
        heading = tables.heading[rows]
        allowed[rows, :, heading] = (tables.may[rows, heading] & (tables.most_stops[rows] > 0))[:, None]
        allowed[:, :, frozen] = False
        rows = np.nonzero(tables.fixed != NONE)[0]
        allowed[rows] = False
        allowed[rows, :, tables.fixed[rows]] = True
        return allowed
    if len(frozen):
        allowed &= ~np.isin(tables.columns, frozen)[:, None, :]
    for position in range(depth):
        allowed &= routes.stops[:, :, position, None] != tables.columns[:, None, :]
    return allowed
