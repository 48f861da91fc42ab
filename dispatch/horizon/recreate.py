"""Putting visits back into a plan: one by one at the cheapest place, or first whoever would regret waiting.

Regret insertion: Ropke and Pisinger (2006), see `ruin`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.horizon.model import NEVER, Floats, Model
from dispatch.horizon.offers import OfferMemory
from dispatch.horizon.routes import Route, RouteMemory

BLINK: Final = 0.02  # share of best places overlooked by insertion in an order
NOISE: Final = 0.03  # of the longest drive, by regret insertion every other time
TIE: Final = 1e-6  # among equal regrets the cheapest first
FAR: Final = 1e15  # a regret beyond all costs: only this many routes are left


@dataclass(frozen=True, slots=True)
class Rule:
    """How visits are put back: by regret over the best `regret` routes, or in an `order` (regret 0)."""

    regret: int
    order: str = ""


RULES: Final = (
    Rule(2),
    Rule(3),
    Rule(4),
    Rule(0, "random"),
    Rule(0, "picky"),
    Rule(0, "far"),
    Rule(0, "late"),
)


class Recreate:
    """Inserts visits into routes, remembering what was computed for a route seen before."""

    def __init__(self, model: Model, memory: RouteMemory) -> None:
        self._model, self._memory = model, memory
        self._offers = OfferMemory(model, memory)
        self._noise = NOISE * float(model.drives.max(initial=0.0))
        choices = model.reachable.sum(axis=0)
        starts = [visit.windows[0][1] if visit.windows else 0 for visit in model.horizon.visits]
        nearest = [
            model.drives[[s.start for s in model.shifts], n].min(initial=NEVER) for n in range(model.visits)
        ]
        self._keys = {"picky": choices.tolist(), "late": [-s for s in starts], "far": [-d for d in nearest]}

    def insert(
        self,
        routes: list[Route],
        absent: Sequence[int],
        rule: Rule,
        rng: random.Random,
        most: float = NEVER,
    ) -> tuple[list[Route], list[int]] | None:
        """The routes with the absent visits in them, and the visits that fit nowhere.

        None as soon as the routes cost more than `most`: the rest of the work would be for nothing.
        """
        if not absent or not routes:
            return routes, list(absent)
        work = _Work(self._offers, self._memory, list(routes), list(absent), most)
        if rule.regret:
            noise = self._noise if rng.random() < 1 / 2 else 0.0
            left = work.by_regret(rule.regret, self._blur(len(routes), len(absent), noise, rng))
        else:
            left = work.in_order(self._order(absent, rule.order, rng), rng)
        return None if work.spare < 0 else (work.routes, left)

    def _order(self, absent: Sequence[int], order: str, rng: random.Random) -> list[int]:
        ranks = list(range(len(absent)))
        rng.shuffle(ranks)
        if order in self._keys:
            key = self._keys[order]
            ranks.sort(key=lambda n: key[absent[n]])
        return ranks

    @staticmethod
    def _blur(routes: int, absent: int, noise: float, rng: random.Random) -> Floats | None:
        if not noise:
            return None
        generator = np.random.default_rng(rng.getrandbits(32))
        return generator.uniform(-noise, noise, (routes, absent))


class _Work:
    """The table of offers while visits are put back: a row for each route, a column for each visit."""

    def __init__(
        self,
        offers: OfferMemory,
        memory: RouteMemory,
        routes: list[Route],
        absent: list[int],
        most: float,
    ) -> None:
        self.routes, self.spare = routes, most - sum(route.cost for route in routes)
        self._open = len(absent)
        self._offers, self._memory, self._absent = offers, memory, absent
        self._columns = np.array(absent)
        self._table = np.array([offers.of(route).cost for route in routes])[:, self._columns]

    def in_order(self, ranks: Sequence[int], rng: random.Random) -> list[int]:
        """Insert in this order of columns; returns the visits left over."""
        left = []
        for column in ranks:
            if self.spare < 0:
                break
            costs = self._table[:, column].copy()
            row = int(costs.argmin())
            if rng.random() < BLINK and costs[row] < NEVER:
                costs[row], seen = NEVER, costs[row]
                second = int(costs.argmin())
                row, costs[row] = (second if costs[second] < NEVER else row), seen
            while costs[row] < NEVER and not self._put(row, column):
                costs[row] = NEVER
                row = int(costs.argmin())
            if costs[row] == NEVER:
                left.append(self._absent[column])
        return left

    def by_regret(self, depth: int, blur: Floats | None) -> list[int]:
        """Insert first where the best routes differ most from the best; returns the visits left over."""
        table = self._table if blur is None else self._table + blur
        left, depth = set(range(len(self._absent))), min(depth, len(self.routes))
        kth = list(range(depth))
        while left and self.spare >= 0:
            best = np.minimum(np.partition(table, kth, axis=0)[:depth], FAR)
            gain = best.sum(axis=0) - (depth + TIE) * best[0]
            gain[best[0] >= FAR] = -NEVER
            column = int(gain.argmax())
            if best[0, column] >= FAR:
                break
            row = int(table[:, column].argmin())
            if self._put(row, column):
                left.discard(column)
                self._table[:, column] = NEVER
            if blur is not None:
                table[row] = self._table[row] + blur[row]
                table[:, column] = self._table[:, column]
            table[:, [n for n in range(len(self._absent)) if n not in left]] = NEVER
        return [self._absent[column] for column in sorted(left)]

    def _put(self, row: int, column: int) -> bool:
        """Insert a visit into a route; on failure the offer is struck out."""
        route, visit = self.routes[row], self._absent[column]
        at = int(self._offers.of(route).position[visit])
        longer = self._memory.route(route.shift, (*route.visits[:at], visit, *route.visits[at:]))
        if longer is None:
            self._table[row, column] = NEVER
            return False
        self.routes[row] = longer
        self.spare -= longer.cost - route.cost
        self._open -= 1
        if self._open and self.spare >= 0:
            self._table[row] = self._offers.of(longer).cost[self._columns]
        return True
