"""Column generation beside the search: price the pool, find routes the prices ask for, choose the best.

Price and dive: G. Desaulniers, J. Desrosiers and M. M. Solomon (eds.), "Column Generation", Springer 2005; R.
Sadykov, F. Vanderbeck, A. Pessoa, I. Tahiri and E. Uchoa, "Primal heuristics for branch and price", INFORMS
Journal on Computing 31 (2019). Visits are covered at least once, which is easier to round; who serves one
twice leaves it to whom it costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np

from dispatch.horizon.model import NEVER, Model
from dispatch.horizon.partition import Columns, Master, RelaxationPrices, choose, leaning
from dispatch.horizon.pool import Pooled, RoutePool
from dispatch.horizon.pricing import Pricing
from dispatch.horizon.routes import RouteMemory
from dispatch.horizon.search import Solution

SLIM: Final = 50  # labels of one length while prices move much, and in a dive
WIDTH: Final = 200  # labels when they have nearly settled
SETTLING: Final = 2  # new routes for each shift below which that is so
FOUND: Final = 30  # routes of a shift in one round of pricing
ROUNDS: Final = 30  # of pricing at most before a choice
WIDE: Final = 500  # labels once they have settled, when all routes within the gap are wanted
COLLECTED: Final = 150  # routes of a shift then
FEW: Final = 5  # new routes in a round below which prices have settled
WORTH: Final = -1.0  # seconds of driving below zero that make a route worth having
NARROW: Final = 0.05  # of the cost: gap below which its routes are collected and chosen from
CLOSER: Final = 0.8  # how much narrower the gap must be to collect anew
WORK: Final = 8.0  # CP-SAT's deterministic time

Plan: TypeAlias = dict[int, tuple[int, ...]]
"""Shift → visits in order."""


class Generation:
    """Prices of visits and shifts over a growing pool; start a `cycle` again when the pool has grown."""

    def __init__(self, model: Model, memory: RouteMemory, pool: RoutePool, seed: int) -> None:
        self._model, self._memory, self._pool = model, memory, pool
        self._pricing = Pricing(model, memory)
        self._master = Master(len(model.shifts), model.left_out)
        self._rng = np.random.default_rng(seed)
        self._collected: float | None = None

    def cycle(self, best: Callable[[], Solution], seconds: float) -> Iterator[Plan | None]:
        """Pieces of work, each of which gives a plan that may be better than `best()`, or None.

        Ends after the prices have settled, a choice and a dive. `seconds` bound the choice.
        """
        self._pool_plan(best())
        prices = self._master.relax(Columns(list(self._pool), self._model.visits))
        width = SLIM
        for _ in range(ROUNDS):
            yield None
            if prices is None:
                return
            fresh = self._round(prices, WORTH, width, FOUND)
            if fresh < FEW and width == WIDTH:
                break
            width = WIDTH if fresh < SETTLING * len(self._model.shifts) else SLIM
            prices = self._master.prices()
        if prices is None or prices.optimum > best().cost - 1:
            return
        if best().cost - prices.optimum < NARROW * best().cost:
            self._collect(prices, best().cost - prices.optimum)
            yield self._chosen(prices, best(), seconds)
        yield from self._dive()

    def _collect(self, prices: RelaxationPrices, gap: float) -> None:
        """Pool the routes that a plan better than the best could use, as far as labels find them."""
        if self._collected is None or gap < CLOSER * self._collected:
            self._collected = gap
            self._round(prices, gap, WIDE, COLLECTED)

    def _pool_plan(self, plan: Solution) -> list[Pooled]:
        known = [Pooled(r.cost, r.shift, r.visits) for r in plan.routes if r.visits]
        for pooled in known:
            self._pool.put(pooled)
        return known

    def _chosen(self, prices: RelaxationPrices, best: Solution, seconds: float) -> Plan | None:
        known = self._pool_plan(best)
        columns = Columns(list(self._pool), self._model.visits)
        found = choose(columns, prices, known, best.cost, self._model.left_out, (seconds, WORK))
        return None if found is None else self._once(found)

    def _dive(self) -> Iterator[Plan | None]:
        """Fix routes one by one as the relaxation leans, and price what is left after each."""
        fixed: list[Pooled] = []
        try:
            while (prices := self._master.prices()) is not None:
                shares = self._master.shares()
                if fixed:
                    self._round(prices, WORTH, SLIM, FOUND, fixed)
                    yield None
                known = set(fixed)
                more = leaning({r: share for r, share in shares.items() if r not in known}, self._rng)
                if not more:
                    break
                self._master.fix(more)
                fixed += more
        finally:
            self._master.fix(fixed, fixed=False)
        yield self._once(fixed)

    def _round(
        self, prices: RelaxationPrices, below: float, width: int, most: int, fixed: Sequence[Pooled] = ()
    ) -> int:
        """Price every shift that is not fixed, over the visits that are not; how many routes are new."""
        fresh, worth = 0, prices.visit
        if fixed:
            worth = worth.copy()
            worth[np.array([visit for pooled in fixed for visit in pooled.visits])] = -NEVER
        for shift in sorted(set(range(len(self._model.shifts))) - {pooled.shift for pooled in fixed}):
            routes = self._pricing.routes(shift, worth, float(prices.shift[shift]), below, width, most)
            self._pool.add(routes)
            if below <= 0:
                self._master.enter(Pooled(r.cost, r.shift, r.visits) for r in routes)
            fresh += len(routes)
        return fresh

    def _once(self, routes: Sequence[Pooled]) -> Plan:
        """The routes, each visit left to the shift that it costs least."""
        plan = {pooled.shift: pooled.visits for pooled in routes}
        for visit in range(self._model.visits):
            serving = [shift for shift, visits in plan.items() if visit in visits]
            if len(serving) > 1:
                saved = {shift: self._saved(shift, plan[shift], visit) for shift in serving}
                serving.remove(min(serving, key=lambda shift: (saved[shift], shift)))
                for shift in serving:
                    plan[shift] = tuple(v for v in plan[shift] if v != visit)
        return plan

    def _saved(self, shift: int, visits: tuple[int, ...], visit: int) -> float:
        longer = self._memory.route(shift, visits)
        shorter = self._memory.route(shift, tuple(v for v in visits if v != visit))
        return -NEVER if longer is None or shorter is None else longer.cost - shorter.cost
