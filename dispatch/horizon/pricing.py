"""Looking for routes that a set partition's prices ask for: labels extended visit by visit.

Column generation with elementary labels, G. Desaulniers, J. Desrosiers and M. M. Solomon (eds.), "Column
Generation", Springer 2005, chapter 2; kept heuristic by holding only the best labels of each length. All
labels of one length are extended at once as arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.horizon.model import NEVER, Flags, Floats, Ints, Model, ShiftTable
from dispatch.horizon.offers import clear, starts
from dispatch.horizon.routes import Route, RouteMemory

PER_VISIT: Final = 12  # of them, at most so many that end at one visit
MARKS: Final = 20  # seed of the numbers that tell sets of visits apart


@dataclass(slots=True)
class _Labels:
    """Partial routes of one shift (L labels, V visits, P parts)."""

    last: Ints
    """Node each ends at."""
    ready: Floats
    """When it leaves there."""
    cost: Floats
    """Its cost less what its visits are worth."""
    seen: Flags
    """Visits it serves, (L, V)."""
    left: Ints
    """Parts left in the van, (L, P)."""
    stocked: Flags
    """Whether it has been at a depot."""
    path: Ints
    """Visits in order, (L, length)."""
    mark: npt.NDArray[np.uint64]
    """The same for the same set of visits."""


class Pricing:
    """Finds routes of negative reduced cost."""

    def __init__(self, model: Model, memory: RouteMemory) -> None:
        self._model, self._memory = model, memory
        draw = np.random.default_rng(MARKS)
        self._marks = draw.integers(0, 2**63, model.visits, dtype=np.uint64)

    def routes(
        self, shift: int, worth: Floats, shift_price: float, below: float, width: int, most: int
    ) -> list[Route]:
        """Routes whose cost, less the shift's price and the worth (V,) of their visits, is `below` that."""
        table = self._model.shifts[shift]
        labels = self._start(table)
        paths: list[tuple[float, tuple[int, ...]]] = []
        gain = worth - table.price
        for _ in range(min(table.most, self._model.visits)):
            longer = self._extend(labels, table, gain, width)
            if longer is None:
                break
            labels = longer
            home = labels.cost + self._model.drives[labels.last, table.end] - shift_price
            home += self._overtime(labels, table)
            good = np.nonzero(home < below)[0]
            good = good[np.argsort(home[good], kind="stable")[:most]]
            paths += [(float(home[n]), tuple(labels.path[n].tolist())) for n in good]
        paths.sort()
        routes = (self._memory.route(shift, path) for _, path in paths[:most])
        return [route for route in routes if route is not None]

    def _start(self, table: ShiftTable) -> _Labels:
        one = np.zeros(1, dtype=np.int64)
        return _Labels(
            last=one + table.start,
            ready=np.full(1, float(table.start_s)),
            cost=np.zeros(1),
            seen=np.zeros((1, self._model.visits), dtype=bool),
            left=table.stock.reshape(1, -1),
            stocked=np.zeros(1, dtype=bool),
            path=np.zeros((1, 0), dtype=np.int64),
            mark=np.zeros(1, dtype=np.uint64),
        )

    def _overtime(self, labels: _Labels, table: ShiftTable) -> Floats:
        if not table.has_overtime:
            return np.zeros(len(labels.last))
        home = self._home(labels.ready, labels.last, table)
        price = self._model.horizon.weights.overtime_s
        added: Floats = price * np.maximum(0.0, home - table.end_s)
        return added

    def _home(self, ready: Floats, last: Ints, table: ShiftTable) -> Floats:
        drive: Floats = self._model.drives[last, table.end]
        return clear(ready, drive, table) + drive

    def _extend(self, labels: _Labels, table: ShiftTable, gain: Floats, width: int) -> _Labels | None:
        """The best labels that are one visit longer; None if there are none."""
        direct = self._steps(labels, table, gain, None)
        options = [direct]
        enough = labels.stocked[:, None] | (
            table.equipped & (self._model.needs[None, :, :] <= labels.left[:, None, :]).all(axis=2)
        )
        direct[0][~enough] = NEVER
        options += [self._steps(labels, table, gain, depot) for depot in table.depots]
        costs = np.stack([cost for cost, _ in options])
        marks = labels.mark[:, None] ^ self._marks
        keep = _selected(costs, np.broadcast_to(marks, costs.shape), width)
        if not len(keep):
            return None
        way, parent, visit = np.unravel_index(keep, costs.shape)
        ready = np.stack([ready for _, ready in options])[way, parent, visit]
        seen = labels.seen[parent].copy()
        seen[np.arange(len(visit)), visit] = True
        return _Labels(
            last=visit,
            ready=ready,
            cost=costs[way, parent, visit],
            seen=seen,
            left=np.maximum(labels.left[parent] - self._model.needs[visit], 0),
            stocked=labels.stocked[parent] | (way > 0),
            path=np.concatenate([labels.path[parent], visit[:, None]], axis=1),
            mark=labels.mark[parent] ^ self._marks[visit],
        )

    def _steps(
        self, labels: _Labels, table: ShiftTable, gain: Floats, depot: int | None
    ) -> tuple[Floats, Floats]:
        """Cost and departure after each next visit, straight or by way of a depot; infinite if impossible."""
        ready, last, spent = labels.ready, labels.last, labels.cost
        if depot is not None:
            drive = self._model.drives[last, depot]
            ready, missed = self._at_depot(clear(ready, drive, table) + drive, table, depot)
            spent = np.where(missed | labels.stocked, NEVER, spent + drive)
            last = np.full(len(last), depot)
        out = self._model.outward.take(last, axis=0)
        start, late = starts(ready[:, None], out, table)
        done = start + table.service
        home = self._model.onward[table.end]
        late |= clear(done, np.broadcast_to(home, done.shape), table) + home > table.latest_s
        cost = spent[:, None] + out - gain
        cost[late | labels.seen] = NEVER
        return cost, done

    @staticmethod
    def _at_depot(arrive: Floats, table: ShiftTable, depot: int) -> tuple[Floats, Flags]:
        service = float(table.services[depot])
        best = np.full(arrive.shape, NEVER)
        for opens_s, closes_s in reversed(table.windows[depot]):
            start = clear(np.maximum(arrive, opens_s), np.full(arrive.shape, service), table)
            best = np.where(start <= closes_s, start, best)
        return np.where(np.isinf(best), 0.0, best) + service, np.isinf(best)


def _selected(costs: Floats, marks: npt.NDArray[np.uint64], width: int) -> Ints:
    """Flat indices of the cheapest labels: one for each last visit and set, `PER_VISIT` for each visit."""
    flat, columns = costs.ravel(), costs.shape[2]
    order = np.nonzero(np.isfinite(flat))[0]
    most = 4 * width
    if len(order) > most:
        order = order[np.argpartition(flat[order], most)[:most]]
    order = order[np.argsort(flat[order], kind="stable")]
    visit = (order % columns).astype(np.uint64)
    _, first = np.unique(marks.ravel()[order] * np.uint64(columns + 1) + visit, return_index=True)
    order = order[np.sort(first)]
    visit = order % columns
    ranked = np.argsort(visit, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[ranked] = np.arange(len(order)) - np.searchsorted(visit[ranked], visit[ranked])
    kept: Ints = order[rank < PER_VISIT][:width]
    return kept
