"""The best combination of pooled routes: at most one for each shift, each visit at least once or left out.

The linear relaxation (GLOP) gives prices; what costs more than the gap cannot be in a better plan and is
dropped; CP-SAT chooses among the rest. The only file of the package that imports ortools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from dispatch.horizon.model import Floats, Ints
from dispatch.horizon.pool import Pooled

ENTERING: Final = 1500  # pooled columns that may enter in a round
ROUNDS: Final = 20
MOST_COLUMNS: Final = 12000  # left to CP-SAT
SURE: Final = 0.7  # share of a column in the relaxation above which a dive fixes it
NOTHING: Final = 1e-4  # share below which a column is out of the relaxation
CHANCE: Final = 0.7  # a dive takes a column with this share of the greatest share now and then
STEEPEST: Final = 1e6  # the largest cost GLOP is given; steeper ones lose it in rounding
EPSILON: Final = 0.5  # costs are whole seconds


@dataclass(frozen=True)
class RelaxationPrices:
    """Duals of the relaxation: of each shift (≤ 0), of each visit, and the relaxation's optimum."""

    shift: Floats
    visit: Floats
    optimum: float


class Columns:
    """Pooled routes as arrays (N routes, V visits)."""

    def __init__(self, routes: Sequence[Pooled], visits: int) -> None:
        self.routes = routes
        longest = max((len(route.visits) for route in routes), default=0)
        self._visits: Ints = np.full((len(routes), longest), visits, dtype=np.int64)
        for n, route in enumerate(routes):
            self._visits[n, : len(route.visits)] = route.visits
        self._cost: Floats = np.array([route.cost for route in routes], dtype=np.float64)
        self._shift: Ints = np.array([route.shift for route in routes], dtype=np.int64)

    def reduced(self, prices: RelaxationPrices) -> Floats:
        """Cost of each beyond the prices of what it uses and serves."""
        worth = np.append(prices.visit, 0.0)[self._visits].sum(axis=1)
        reduced: Floats = self._cost - prices.shift[self._shift] - worth
        return reduced

    def cheapest(self, per_shift: int) -> list[Pooled]:
        """Some of each shift with the lowest cost for a visit."""
        share = self._cost / np.maximum(1, (self._visits < self._visits.max(initial=0)).sum(axis=1))
        order = np.lexsort((share, self._shift))
        rank = np.arange(len(order)) - np.searchsorted(self._shift[order], self._shift[order])
        return [self.routes[n] for n in order[rank < per_shift].tolist()]


class Master:
    """The relaxation over the columns entered so far; entering more keeps the last basis."""

    def __init__(self, shifts: int, left_out: Sequence[int]) -> None:
        self._shifts, self._left_out = shifts, left_out
        self._scale = max(1.0, max(left_out, default=1) / STEEPEST)
        self._build()

    def _build(self) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._once = [self._solver.Constraint(1.0, self._solver.infinity()) for _ in self._left_out]
        self._single = [self._solver.Constraint(-self._solver.infinity(), 1.0) for _ in range(self._shifts)]
        self._variables: dict[Pooled, pywraplp.Variable] = {}
        for visit, price in enumerate(self._left_out):
            self._column(float(price), [self._once[visit]])

    def _rebuild(self) -> None:
        """Begin anew without the old basis, from which GLOP sometimes finds no way."""
        entered = list(self._variables)
        self._build()
        self.enter(entered)

    def enter(self, routes: Iterable[Pooled]) -> None:
        """Add columns that are not in yet."""
        for route in routes:
            if route not in self._variables:
                rows = [self._single[route.shift], *(self._once[visit] for visit in route.visits)]
                self._variables[route] = self._column(float(route.cost), rows)

    def _column(self, cost: float, rows: Sequence[pywraplp.Constraint]) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._solver.Objective().SetCoefficient(variable, cost / self._scale)
        for row in rows:
            row.SetCoefficient(variable, 1.0)
        return variable

    def prices(self) -> RelaxationPrices | None:
        """Solve; None if GLOP gives no answer."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._rebuild()
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                return None
        shift = np.array([row.dual_value() for row in self._single]) * self._scale
        visit = np.array([row.dual_value() for row in self._once]) * self._scale
        return RelaxationPrices(shift, visit, self._solver.Objective().Value() * self._scale)

    def shares(self) -> dict[Pooled, float]:
        """What the relaxation takes of each column, just after `prices`; of the others it takes nothing."""
        values = ((pooled, variable.solution_value()) for pooled, variable in self._variables.items())
        return {pooled: share for pooled, share in values if share > NOTHING}

    def fix(self, routes: Iterable[Pooled], *, fixed: bool = True) -> None:
        """Hold columns in the plan, or let them go again."""
        for pooled in routes:
            self._variables[pooled].SetLb(float(fixed))

    def relax(self, columns: Columns) -> RelaxationPrices | None:
        """Enter pooled columns until none is missing that the prices ask for."""
        prices = self.prices()
        for _ in range(ROUNDS):
            if prices is None:
                break
            reduced = columns.reduced(prices)
            order = np.argsort(reduced, kind="stable")[:ENTERING].tolist()
            fresh = [columns.routes[n] for n in order if reduced[n] < -EPSILON]
            if not fresh:
                break
            self.enter(fresh)
            prices = self.prices()
        return prices


def leaning(shares: Mapping[Pooled, float], rng: np.random.Generator) -> list[Pooled]:
    """The columns that a relaxation nearly takes, or else one of the likeliest."""
    sure = [pooled for pooled, share in shares.items() if share > SURE]
    if sure or not shares:
        return sure
    return [max(shares, key=lambda pooled: (shares[pooled] * rng.uniform(CHANCE, 1.0), pooled))]


def choose(
    columns: Columns,
    prices: RelaxationPrices,
    known: Sequence[Pooled],
    known_cost: int,
    left_out: Sequence[int],
    limits: tuple[float, float],
) -> list[Pooled] | None:
    """Routes that with the visits they leave out cost less than `known`, or None.

    `limits` are seconds by the clock and CP-SAT's own deterministic time.
    """
    if prices.optimum > known_cost - EPSILON:
        return None
    reduced = columns.reduced(prices)
    keep = np.nonzero(reduced < known_cost - prices.optimum)[0]
    keep = keep[np.argsort(reduced[keep], kind="stable")[:MOST_COLUMNS]]
    kept = list(dict.fromkeys([*known, *(columns.routes[n] for n in keep.tolist())]))
    return _solve(kept, set(known), known_cost, left_out, limits)


def _solve(
    routes: Sequence[Pooled],
    known: set[Pooled],
    known_cost: int,
    left_out: Sequence[int],
    limits: tuple[float, float],
) -> list[Pooled] | None:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in routes]
    absent = [model.new_bool_var("") for _ in left_out]
    once: list[list[cp_model.IntVar]] = [[variable] for variable in absent]
    single: dict[int, list[cp_model.IntVar]] = {}
    for route, variable in zip(routes, chosen, strict=True):
        single.setdefault(route.shift, []).append(variable)
        for visit in route.visits:
            once[visit].append(variable)
        model.add_hint(variable, route in known)
    for row in once:
        model.add_bool_or(row)
    for row in single.values():
        model.add_at_most_one(row)
    prices = [*(route.cost for route in routes), *left_out]
    total = cp_model.LinearExpr.weighted_sum([*chosen, *absent], prices)
    model.minimize(total)
    for variable in absent:
        model.add_hint(variable, value=False)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.05, limits[0])
    solver.parameters.max_deterministic_time = limits[1]
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    if solver.objective_value >= known_cost:
        return None
    return [route for route, variable in zip(routes, chosen, strict=True) if solver.value(variable)]
