"""Which of the shortlisted routes to drive: job prices by Lagrangian relaxation, repaired to a packing.

Each engineer drives the route of most value after paying for its jobs; prices rise on jobs that several want
and fall on jobs that nobody wants, by Polyak's step (Held, Wolfe and Crowder, 1974; Fisher, 1981). Takes
milliseconds where linear and integer programming take tens, and gives the same answer on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.day.shortlist import NEVER, Shortlist
from dispatch.model.tables import Bools, Floats, Ints
from dispatch.solve.subgradient import Ascent

ROUNDS: Final = 24
REPAIR_EVERY: Final = 12
DAMPING: Final = 0.9  # of the step, whenever the bound does not fall
PASSES: Final = 3  # of everyone's choice given the others'
SETTLED: Final = 1e-6
NODES: Final = 600  # of branch and bound: a few milliseconds, and proof for crews of a dozen


@dataclass
class Packing:
    """The best packing so far: routes (column of the shortlist, or -1) with their value, and the prices."""

    price: Floats
    chosen: Ints
    value: float = 0.0
    bound: float = np.inf


def settle(
    routes: Shortlist, before: Packing, rounds: int = ROUNDS, repair_every: int = REPAIR_EVERY
) -> Packing:
    """Choose at most one route an engineer and each job at most once.

    Goes on from the prices and the choice of `before`, a packing of the first columns of the same shortlist.
    """
    ascent, step = Ascent(before.price.copy()), 1.0
    packing = Packing(ascent.price, before.chosen.copy(), before.value)
    stops = np.ascontiguousarray(routes.stops.transpose(0, 2, 1))  # sums over stops are quick along columns
    rows = np.arange(len(stops))
    for n in range(rounds):
        left = routes.value - packing.price.take(stops).sum(axis=1)
        wanted = left.argmax(axis=1)
        gain = left[rows, wanted]
        wanted[gain <= 0] = -1
        bound = float(packing.price.sum() + np.maximum(0.0, gain).sum())
        step = step if bound < packing.bound else step * DAMPING
        packing.bound = min(bound, packing.bound)
        if packing.value <= 0 or n % repair_every == repair_every - 1 or n == rounds - 1:
            order = np.argsort(-gain, kind="stable")
            _keep(packing, routes, _repaired(routes.value, stops, left, wanted, order, len(packing.price)))
        settled = not _reprice(ascent, routes, wanted, step * (bound - packing.value))
        packing.price = ascent.price
        if settled:
            _keep(packing, routes, wanted)
            break
    return packing


def nothing(engineers: int, jobs: int) -> Packing:
    """No prices and no routes: where settling begins."""
    return Packing(np.zeros(jobs + 1), np.full(engineers, -1))


def _reprice(ascent: Ascent, routes: Shortlist, wanted: Ints, step: float) -> bool:
    """Move the prices; False when nothing is wanted twice and all that has a price is wanted."""
    rows = np.nonzero(wanted >= 0)[0]
    wanted_stops = routes.stops[rows, wanted[rows]].ravel()
    pull = ascent.pull(np.bincount(wanted_stops, minlength=len(ascent.price)).astype(np.float64))
    pull[-1] = 0.0  # the padding
    length = float(pull @ pull)
    if length < SETTLED:
        return False
    ascent.follow(pull, max(step, 1.0) / length)
    return True


def _keep(packing: Packing, routes: Shortlist, chosen: Ints) -> None:
    rows = np.nonzero(chosen >= 0)[0]
    value = float(routes.value[rows, chosen[rows]].sum())
    if value > packing.value:
        packing.value, packing.chosen = value, chosen.copy()


def _repaired(value: Floats, stops: Ints, left: Floats, wanted: Ints, order: Ints, jobs: int) -> Ints:
    """Let engineers choose what is free, by value after prices first and by value itself then.

    All choose at once; of those who want the same job whoever comes first in `order` has it, and the others
    choose again among what is still free.
    """
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    free, chosen = np.ones(jobs, dtype=bool), np.full(len(wanted), -1)
    asking = order[wanted[order] >= 0]
    pick = wanted[asking]
    while len(asking):
        wins = _first_of_all(stops[asking, :, pick], rank[asking], jobs)
        chosen[asking[wins]] = pick[wins]
        free[stops[asking[wins], :, pick[wins]]] = False
        free[-1] = True  # the padding
        asking = asking[~wins]
        pick = _best_free(left, stops, free, asking)
        asking, pick = asking[pick >= 0], pick[pick >= 0]
    for _ in range(PASSES):
        if not _improved(value, stops, chosen, free, order, rank):
            break
    return chosen


def _first_of_all(claims: Ints, rank: Ints, jobs: int) -> Bools:
    """Whose claims (k, depth) nobody who comes before shares, `rank` (k,) being in rising order."""
    holder = np.full(jobs, np.iinfo(np.int64).max)
    np.minimum.at(holder, claims.ravel(), np.repeat(rank, claims.shape[1]))
    holder[-1] = np.iinfo(np.int64).max
    wins: Bools = holder[claims].min(axis=1) >= rank
    return wins


def _best_free(sight: Floats, stops: Ints, free: Bools, rows: Ints) -> Ints:
    """Each row's best choice of which all jobs are free; -1 if none is worth anything."""
    seen = np.where(free[stops[rows]].all(axis=1), sight[rows], NEVER)
    pick = seen.argmax(axis=1)
    return np.where(seen[np.arange(len(rows)), pick] > 0, pick, -1)


def _improved(value: Floats, stops: Ints, chosen: Ints, free: Bools, order: Ints, rank: Ints) -> bool:
    """Let those who gain by it change to what is free besides their own; False if nobody does."""
    everyone = np.arange(len(chosen))
    held = chosen >= 0
    owner = np.full(len(free), -1)
    for jobs in stops[everyone[held], :, chosen[held]].T:
        owner[jobs] = everyone[held]
    mine = free[stops] | (owner[stops] == everyone[:, None, None])
    mine |= stops == len(free) - 1
    seen = np.where(mine.all(axis=1), value, NEVER)
    pick = seen.argmax(axis=1)
    now = np.where(held, value[everyone, chosen], 0.0)
    gain = np.take_along_axis(seen, pick[:, None], axis=1)[:, 0] - np.maximum(now, 0.0)
    asking = order[gain[order] > SETTLED]
    if not len(asking):
        return False
    wins = asking[_first_of_all(stops[asking, :, pick[asking]], rank[asking], len(free))]
    left = wins[held[wins]]
    free[stops[left, :, chosen[left]]] = True
    chosen[wins] = pick[wins]
    free[stops[wins, :, pick[wins]]] = False
    free[-1] = True  # the padding
    return True


def proven(routes: Shortlist, packing: Packing, nodes: int = NODES) -> Packing:
    """Close the gap between a packing and its bound by branch and bound, as far as `nodes` go.

    At fixed prices every choice loses a known amount against the bound: what it is worth less than the
    engineer's best, and the prices of jobs nobody serves. Choices that lose more than the gap are not tried,
    so that small crews get the best packing and large ones pay little.
    """
    left = routes.reduced(packing.price)
    gain = np.maximum(0.0, left.max(axis=1, initial=0.0))
    search = _Search(routes, packing.price, gain[:, None] - left, gain, nodes)
    bound = float(packing.price.sum() + gain.sum())
    chosen, loss = search.run(packing.chosen, bound - packing.value)
    return Packing(packing.price, chosen, bound - loss, min(bound, packing.bound))


class _Search:
    """Depth-first search over engineers, those with the fewest choices first."""

    def __init__(self, routes: Shortlist, price: Floats, losses: Floats, idle: Floats, nodes: int) -> None:
        self._price, self._losses, self._idle, self._nodes = price, losses, idle, nodes
        self._stops = routes.stops
        self._free = np.ones(len(price), dtype=bool)
        self._rows: list[int] = []
        self._options: list[list[int]] = []
        self._chosen = np.full(len(losses), -1)
        self._best = self._chosen
        self._limit = 0.0

    def run(self, chosen: Ints, limit: float) -> tuple[Ints, float]:
        """The best choice that loses less than `limit`, else the given one, and what it loses."""
        self._best, self._limit = chosen, limit
        options = [self._sorted(row) for row in range(len(self._losses))]
        self._rows = sorted(range(len(options)), key=lambda row: len(options[row]))
        self._options = [options[row] for row in self._rows]
        self._visit(0, 0.0)
        return self._best, self._limit

    def _sorted(self, row: int) -> list[int]:
        """Routes within the limit, the least loss first; -1 is to stay idle."""
        near = np.nonzero(self._losses[row] < self._limit)[0]
        routes: list[int] = near[np.argsort(self._losses[row, near], kind="stable")].tolist()
        return [*routes, -1] if self._idle[row] < self._limit else routes

    def _visit(self, depth: int, loss: float) -> None:
        if self._nodes <= 0 or loss >= self._limit:
            return
        self._nodes -= 1
        if depth == len(self._rows):
            loss += float(self._price[self._free].sum())
            if loss < self._limit - SETTLED:
                self._best, self._limit = self._chosen.copy(), loss
            return
        row = self._rows[depth]
        for pick in self._options[depth]:
            more = self._idle[row] if pick < 0 else self._losses[row, pick]
            stops = self._stops[row, pick] if pick >= 0 else self._stops[row, 0, :0]
            if loss + more < self._limit and self._free[stops].all():
                self._chosen[row], self._free[stops] = pick, False
                self._free[-1] = True  # the padding
                self._visit(depth + 1, loss + more)
                self._chosen[row], self._free[stops] = -1, True
