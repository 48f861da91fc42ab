"""Adaptive large neighbourhood search: take visits out, put them back, keep what is better or nearly so.

S. Ropke and D. Pisinger, "An adaptive large neighborhood search heuristic for the pickup and delivery problem
with time windows", Transportation Science 40 (2006). All routes of good plans go to a pool, from which a set
partition chooses the best combination: V. Pillac, C. Guéret and A. L. Medaglia, "A parallel matheuristic for
the technician routing and scheduling problem", Optimization Letters 7 (2013).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.horizon.model import Model
from dispatch.horizon.pool import RoutePool
from dispatch.horizon.recreate import RULES, Recreate, Rule
from dispatch.horizon.routes import Route, RouteMemory
from dispatch.horizon.ruin import RUINS, Ruin, Ruins

HOT: Final = 0.03  # temperature at the start, as a share of the cost of an average route's driving
COLD: Final = 0.0002
REACTION: Final = 0.1  # how fast the odds of a method follow its success
FLOOR: Final = 0.2  # below which no method's weight falls


@dataclass(frozen=True, slots=True)
class Solution:
    """Routes by shift, the visits left out, and the cost of both."""

    routes: tuple[Route, ...]
    absent: tuple[int, ...]
    cost: int

    def visits(self) -> dict[int, tuple[int, ...]]:
        """Shift → visits in order; shifts without visits are left out."""
        return {route.shift: route.visits for route in self.routes if route.visits}


class _Choice:
    """Draws a method by weights that follow what each has brought."""

    def __init__(self, count: int) -> None:
        self._weights = [1.0] * count
        self._numbers = range(count)

    def draw(self, rng: random.Random) -> int:
        """The number of a method."""
        return rng.choices(self._numbers, self._weights)[0]

    def learn(self, number: int, reward: float) -> None:
        """Move a method's weight towards what it has just earned."""
        weight = (1 - REACTION) * self._weights[number] + REACTION * reward
        self._weights[number] = max(FLOOR, weight)


class Search:
    """One search over the plans of a model; the same seed and calls give the same plans."""

    def __init__(self, model: Model, seed: int) -> None:
        self._model = model
        self._rng = random.Random(seed)
        self.memory = RouteMemory(model)
        self._ruins, self._recreate = Ruins(model), Recreate(model, self.memory)
        self._ruin_choice, self._rule_choice = _Choice(len(RUINS)), _Choice(len(RULES))
        self.pool = RoutePool()
        self.best = self.current = self._first()
        self.steps = 0

    def _first(self) -> Solution:
        empty = [route for n in range(len(self._model.shifts)) if (route := self.memory.route(n, ()))]
        everything = list(range(self._model.visits))
        return self._completed(empty, everything)

    def _completed(self, routes: list[Route], absent: Sequence[int]) -> Solution:
        inserted = self._recreate.insert(routes, absent, Rule(2), self._rng)
        return self._solution(routes, absent) if inserted is None else self._solution(*inserted)

    def _solution(self, routes: Sequence[Route], absent: Sequence[int]) -> Solution:
        cost = sum(route.cost for route in routes)
        return Solution(tuple(routes), tuple(absent), cost + sum(self._model.left_out[v] for v in absent))

    def adopt(self, visits: Mapping[int, Sequence[int]], near: float = 0.0) -> bool:
        """Go on from this plan if it is better than the best, or dearer by a share of at most `near`.

        Visits not in it are inserted. True if it is a new best.
        """
        routes: list[Route] = []
        seen: set[int] = set()
        for shift in range(len(self._model.shifts)):
            route = self.memory.route(shift, tuple(visits.get(shift, ()))) or self.memory.route(shift, ())
            if route is not None:
                routes.append(route)
                seen.update(route.visits)
        absent = [visit for visit in range(self._model.visits) if visit not in seen]
        solution = self._completed(routes, absent)
        better = solution.cost < self.best.cost
        if better or solution.cost < self.best.cost * (1 + near):
            self.current = solution
            self.pool.add(solution.routes)
        if better:
            self.best = solution
        return better

    def step(self, progress: float) -> bool:
        """One removal and repair at a temperature that falls with `progress` (0 to 1); True if a new best."""
        self.steps += 1
        r, k = self._ruin_choice.draw(self._rng), self._rule_choice.draw(self._rng)
        limit = self.current.cost + self._tolerance(progress)
        candidate = self._neighbour(RUINS[r], RULES[k], limit)
        better, reward = False, 0.0
        if candidate is not None:
            self.pool.add(candidate.routes)
            better = candidate.cost < self.best.cost
            if candidate.cost < limit:
                reward = self._reward(candidate)
                self.current = candidate
            if better:
                self.best = candidate
        self._ruin_choice.learn(r, reward)
        self._rule_choice.learn(k, reward)
        return better

    def _reward(self, candidate: Solution) -> float:
        if candidate.cost < self.best.cost:
            return 8.0
        if candidate.cost < self.current.cost:
            return 3.0
        return 1.0 if candidate.cost != self.current.cost else 0.0

    def _tolerance(self, progress: float) -> float:
        driven = sum(route.cost for route in self.best.routes)
        temperature = driven * HOT * (COLD / HOT) ** min(1.0, progress)
        return float(-temperature * math.log(1.0 - self._rng.random()))

    def _neighbour(self, ruin: Ruin, rule: Rule, limit: float) -> Solution | None:
        routes = list(self.current.routes)
        gone = set(ruin(self._ruins, routes, self._rng))
        absent = [*self.current.absent, *sorted(gone)]
        for n, route in enumerate(routes):
            if gone.isdisjoint(route.visits):
                continue
            kept = self.memory.route(route.shift, tuple(v for v in route.visits if v not in gone))
            if kept is None:  # on roads where a detour is shorter, leaving out a stop can make the next late
                absent += [v for v in route.visits if v not in gone]
                kept = self.memory.route(route.shift, ())
            if kept is not None:
                routes[n] = kept
        inserted = self._recreate.insert(routes, absent, rule, self._rng, limit)
        return None if inserted is None else self._solution(*inserted)
