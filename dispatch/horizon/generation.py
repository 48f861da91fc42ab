"""Column generation beside the search: price the pool, find routes the prices ask for, choose the best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dispatch.horizon.model import Model
from dispatch.horizon.partition import Columns, Master, Prices, choose
from dispatch.horizon.pool import Pooled, RoutePool
from dispatch.horizon.pricing import Pricing
from dispatch.horizon.routes import RouteMemory
from dispatch.horizon.search import Solution

WIDTH: Final = 200  # labels of one length while prices move
FOUND: Final = 30  # routes of a shift in one round of pricing
WIDE: Final = 500  # labels once they have settled, when all routes within the gap are wanted
COLLECTED: Final = 150  # routes of a shift then
FEW: Final = 5  # new routes in a round below which prices have settled
WORTH: Final = -1.0  # seconds of driving below zero that make a route worth having
NARROW: Final = 0.08  # of the cost: gap below which its routes are collected
CLOSER: Final = 0.8  # how much narrower the gap must be to collect anew
WORK: Final = 8.0  # CP-SAT's deterministic time


class Generation:
    """Prices of visits and shifts over a growing pool; call `improve` again when the pool has grown."""

    def __init__(self, model: Model, memory: RouteMemory, pool: RoutePool) -> None:
        self._model, self._pool = model, pool
        self._pricing = Pricing(model, memory)
        self._master = Master(len(model.shifts), model.left_out)
        self._collected: float | None = None

    def improve(
        self, best: Solution, rounds: int, spent: Callable[[], bool], seconds: float
    ) -> dict[int, tuple[int, ...]] | None:
        """Visits by shift of a plan that may be better than `best`, or None.

        At most so many rounds of pricing, fewer when `spent()`; `seconds` bound the choice after them.
        """
        known = [Pooled(r.cost, r.shift, r.visits) for r in best.routes if r.visits]
        for pooled in known:
            self._pool.put(pooled)
        prices = self._price(rounds, spent)
        if prices is None or prices.optimum > best.cost - 1:
            return None
        if best.cost - prices.optimum < NARROW * best.cost:
            self._collect(prices, best.cost - prices.optimum, spent)
        columns = Columns(list(self._pool), self._model.visits)
        limits = seconds, WORK
        found = choose(columns, prices, known, best.cost, self._model.left_out, limits)
        if found is None:
            found = self._master.dive()
        return {pooled.shift: pooled.visits for pooled in found}

    def _price(self, rounds: int, spent: Callable[[], bool]) -> Prices | None:
        columns = Columns(list(self._pool), self._model.visits)
        prices = self._master.relax(columns)
        for _ in range(rounds):
            if prices is None or spent():
                break
            if self._round(prices, WORTH, WIDTH, FOUND, spent) < FEW:
                break
            prices = self._master.prices()
        return prices

    def _collect(self, prices: Prices, gap: float, spent: Callable[[], bool]) -> None:
        """Pool the routes that a plan better than the best could use, as far as labels find them."""
        if self._collected is None or gap < CLOSER * self._collected:
            self._collected = gap
            self._round(prices, gap, WIDE, COLLECTED, spent)

    def _round(self, prices: Prices, below: float, width: int, most: int, spent: Callable[[], bool]) -> int:
        fresh = 0
        for shift in range(len(self._model.shifts)):
            if spent():
                break
            price = float(prices.shift[shift])
            routes = self._pricing.routes(shift, prices.visit, price, below, width, most)
            self._pool.add(routes)
            if below <= 0:
                self._master.enter(Pooled(r.cost, r.shift, r.visits) for r in routes)
            fresh += len(routes)
        return fresh
