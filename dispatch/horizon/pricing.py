"""Looking for routes that a set partition's prices ask for: labels extended visit by visit.

Column generation with elementary labels, G. Desaulniers, J. Desrosiers and M. M. Solomon (eds.), "Column
Generation", Springer 2005, chapter 2; kept heuristic by holding only the best labels of each length. All
labels of one length are extended at once as arrays, over the visits that are worth serving at all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dispatch.horizon.clocks import clear, starts
from dispatch.horizon.labels import Field, Labels, selected
from dispatch.horizon.model import NEVER, Flags, Floats, Model, ShiftTable
from dispatch.horizon.routes import Route, RouteMemory

MARKS: Final = 20  # seed of the numbers that tell sets of visits apart


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
        field = self._field(table, worth)
        labels = self._start(table, len(field.visits))
        paths: list[tuple[float, tuple[int, ...]]] = []
        for _ in range(min(table.most, len(field.visits))):
            longer = self._extend(labels, table, field, width)
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

    def _field(self, table: ShiftTable, worth: Floats) -> Field:
        """Leaves out visits that pay less than they cost; on a road they would not make a drive shorter."""
        gain = worth - table.price
        visits = np.nonzero(gain > 0)[0]
        return Field(
            visits=visits,
            gain=gain[visits],
            out=self._model.outward[:, visits],
            home=self._model.onward[table.end, visits],
            opens=table.opens[:, visits],
            closes=table.closes[:, visits],
            service=table.service[visits],
            equipped=table.equipped[visits],
            needs=self._model.needs[visits],
            marks=self._marks[visits],
            breaks=table.breaks,
        )

    def _start(self, table: ShiftTable, visits: int) -> Labels:
        one = np.zeros(1, dtype=np.int64)
        return Labels(
            last=one + table.start,
            ready=np.full(1, float(table.start_s)),
            cost=np.zeros(1),
            seen=np.zeros((1, visits), dtype=bool),
            left=table.stock.reshape(1, -1),
            stocked=np.zeros(1, dtype=bool),
            path=np.zeros((1, 0), dtype=np.int64),
            mark=np.zeros(1, dtype=np.uint64),
        )

    def _overtime(self, labels: Labels, table: ShiftTable) -> Floats:
        if not table.has_overtime:
            return np.zeros(len(labels.last))
        drive = self._model.drives[labels.last, table.end]
        home = clear(labels.ready, drive, table.breaks) + drive
        price = self._model.horizon.weights.overtime_s
        added: Floats = price * np.maximum(0.0, home - table.end_s)
        return added

    def _extend(self, labels: Labels, table: ShiftTable, field: Field, width: int) -> Labels | None:
        """The best labels that are one visit longer; None if there are none."""
        direct = self._steps(labels, table, field, None)
        options = [direct]
        enough = labels.stocked[:, None] | (
            field.equipped & (field.needs[None, :, :] <= labels.left[:, None, :]).all(axis=2)
        )
        direct[0][~enough] = NEVER
        options += [self._steps(labels, table, field, depot) for depot in table.depots]
        costs = np.stack([cost for cost, _ in options])
        marks = labels.mark[:, None] ^ field.marks
        keep = selected(costs, np.broadcast_to(marks, costs.shape), width)
        if not len(keep):
            return None
        way, parent, column = np.unravel_index(keep, costs.shape)
        ready = np.stack([ready for _, ready in options])[way, parent, column]
        seen = labels.seen[parent].copy()
        seen[np.arange(len(column)), column] = True
        visit = field.visits[column]
        return Labels(
            last=visit,
            ready=ready,
            cost=costs[way, parent, column],
            seen=seen,
            left=np.maximum(labels.left[parent] - field.needs[column], 0),
            stocked=labels.stocked[parent] | (way > 0),
            path=np.concatenate([labels.path[parent], visit[:, None]], axis=1),
            mark=labels.mark[parent] ^ field.marks[column],
        )

    def _steps(
        self, labels: Labels, table: ShiftTable, field: Field, depot: int | None
    ) -> tuple[Floats, Floats]:
        """Cost and departure after each next visit, straight or by way of a depot; infinite if impossible."""
        ready, last, spent = labels.ready, labels.last, labels.cost
        if depot is not None:
            drive = self._model.drives[last, depot]
            ready, missed = self._at_depot(clear(ready, drive, table.breaks) + drive, table, depot)
            spent = np.where(missed | labels.stocked, NEVER, spent + drive)
            last = np.full(len(last), depot)
        out = field.out.take(last, axis=0)
        start, late = starts(ready[:, None], out, field)
        done = start + field.service
        home = np.broadcast_to(field.home, done.shape)
        late |= clear(done, home, table.breaks) + home > table.latest_s
        cost = spent[:, None] + out - field.gain
        cost[late | labels.seen] = NEVER
        return cost, done

    @staticmethod
    def _at_depot(arrive: Floats, table: ShiftTable, depot: int) -> tuple[Floats, Flags]:
        service = float(table.services[depot])
        best = np.full(arrive.shape, NEVER)
        for opens_s, closes_s in reversed(table.windows[depot]):
            start = clear(np.maximum(arrive, opens_s), np.full(arrive.shape, service), table.breaks)
            best = np.where(start <= closes_s, start, best)
        return np.where(np.isinf(best), 0.0, best) + service, np.isinf(best)
