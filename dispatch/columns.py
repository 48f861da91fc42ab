"""Every route worth considering: the columns of set packing, enumerated with numpy for all engineers at once.

An on-time route holds two or three jobs when a service takes twenty minutes or more and the promise is an
hour, so all of them can be listed: first all single stops, then every stop after each of those, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from dispatch.risk import lateness, service_moments
from dispatch.tables import NONE, Bools, Floats, Ints, Tables
from dispatch.timing import visit_arrivals

CELLS: Final = 2_000_000  # extensions looked at in one go, which bounds memory


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the enumeration goes.

    `latest_odds` is the probability of being late up to which a stop counts as a bet on its promise; 0 takes
    on-time stops only. `depth` bounds the stops of a route, `width` an engineer's routes of each length (the
    most valuable are kept). `tolerance` is the cost within which two packings count as equally good.
    """

    latest_odds: float = 0.0
    depth: int = 6
    width: int = 4000
    tolerance: int = 1

    @property
    def stretch(self) -> float:
        """How many spreads of its clock a stop may be late on average."""
        return NormalDist().inv_cdf(self.latest_odds) if 0 < self.latest_odds < 1 else 0.0


@dataclass(frozen=True)
class Columns:
    """Routes: `engineer` is the row, `stops` (c, depth) padded with -1, `cost` relative to doing nothing."""

    engineer: Ints
    stops: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.engineer)

    def route(self, n: int) -> list[int]:
        """The stops of one column."""
        return [stop for stop in self.stops[n].tolist() if stop != NONE]

    def only(self, keep: Bools | Ints) -> Columns:
        """Some of the columns."""
        return Columns(self.engineer[keep], self.stops[keep], self.cost[keep])

    def served(self, price: Ints) -> Ints:
        """Sum of a price over the jobs of each column."""
        total: Ints = np.append(price, 0)[self.stops].sum(axis=1)
        return total


@dataclass(frozen=True)
class _Layer:
    """Partial routes of one length: whose they are, where each clock stands and what it has cost."""

    row: Ints
    stops: Ints
    clock: Ints
    lag: Floats
    variance: Floats
    cost: Ints

    def slice(self, begin: int, end: int) -> _Layer:
        return _Layer(*(getattr(self, name)[begin:end] for name in self.__dataclass_fields__))


def enumerate_columns(tables: Tables, reach: Reach, late: Ints | None = None) -> Columns:
    """All routes within reach, the cheapest order of each set of jobs only.

    `late` jobs are within as first stops.
    """
    listed = np.zeros(len(tables.jobs), dtype=bool)
    if late is not None:
        listed[late] = True
    layer, layers = _start(tables), []
    for depth in range(reach.depth):
        layer = _widest(tables, _grow(tables, layer, reach, depth, listed), reach.width)
        if not len(layer.row):
            break
        layers.append(layer)
    width = max(1, len(layers))
    parts = [_columns(layer, width) for layer in layers] or [_columns(layer, width)]
    return Columns(
        np.concatenate([part.engineer for part in parts]),
        np.concatenate([part.stops for part in parts]),
        np.concatenate([part.cost for part in parts]),
    )


def _start(tables: Tables) -> _Layer:
    n = len(tables.engineers)
    none = np.zeros(n, dtype=np.int64)
    return _Layer(np.arange(n), np.zeros((n, 0), np.int64), tables.ready, tables.lag, tables.variance, none)


def _grow(tables: Tables, layer: _Layer, reach: Reach, depth: int, late: Bools) -> _Layer:
    """Append every job to every partial route, and keep what is within reach."""
    step = max(1, CELLS // max(1, len(tables.jobs)))
    starts = range(0, max(1, len(layer.row)), step)
    grown = [_extend(tables, layer.slice(n, n + step), reach, depth, late) for n in starts]
    if len(grown) == 1:
        return grown[0]
    return _Layer(
        *(np.concatenate([getattr(g, name) for g in grown]) for name in _Layer.__dataclass_fields__)
    )


def _extend(tables: Tables, layer: _Layer, reach: Reach, depth: int, late: Bools) -> _Layer:
    drive = tables.first[layer.row] if depth == 0 else tables.between[layer.stops[:, -1]]
    service = tables.service[layer.row]
    arrive = _arrivals(tables, layer, drive, service, depth)
    slack = tables.due[None, :] - arrive - layer.lag[:, None]
    spread = np.sqrt(layer.variance)
    keep = (slack >= -reach.stretch * spread[:, None]) | (late[None, :] & (depth == 0))
    keep &= arrive + service <= tables.shift_end[layer.row, None]
    keep &= tables.may[layer.row] & (depth < tables.most_stops[layer.row])[:, None]
    for position in range(depth):
        keep[np.arange(len(layer.row)), layer.stops[:, position]] = False
    _bind(tables, layer, keep, depth)
    origin, job = np.nonzero(keep)
    stops = np.concatenate([layer.stops[origin], job[:, None]], axis=1)
    clock = (arrive + service)[origin, job]
    cost = _cost(tables, layer, origin, job, slack[origin, job], drive[origin, job], depth)
    row, served = layer.row[origin], tables.service[layer.row[origin], job]
    mean, unit_variance = service_moments(tables.weights.service_sigma)
    lag = layer.lag[origin] + (mean - 1) * served
    return _Layer(row, stops, clock, lag, layer.variance[origin] + unit_variance * served**2, cost)


def _arrivals(tables: Tables, layer: _Layer, drive: Ints, service: Ints, depth: int) -> Ints:
    clock, opens = layer.clock[:, None], tables.opens[None, :]
    arrive = visit_arrivals(clock, drive, service, opens)
    for row in tables.resting:
        mine = np.nonzero(layer.row == row)[0]
        rested = visit_arrivals(clock[mine], drive[mine], service[mine], opens, tables.breaks[row])
        heading = tables.heading[row]
        if depth == 0 and heading != NONE:
            rested[:, heading] = arrive[mine, heading]  # a drive under way ignores breaks
        arrive[mine] = rested
    return arrive


def _cost(
    tables: Tables, layer: _Layer, origin: Ints, job: Ints, slack: Floats, drive: Ints, depth: int
) -> Ints:
    """Cost of the routes that are kept."""
    weights, row = tables.weights, layer.row[origin]
    odds, late_s = lateness(slack, np.sqrt(layer.variance[origin]))
    risk = np.rint(weights.late * tables.priority[job] * odds) + np.rint(weights.late_s * late_s)
    cost: Ints = layer.cost[origin] + risk.astype(np.int64) + weights.drive_s * drive + tables.pair[row, job]
    if depth == 0:
        # an empty route costs `idle`, and so does any first stop but the one being driven to
        cost = cost - np.where(tables.heading[row] == job, tables.idle[row], 0)
    return cost


def _bind(tables: Tables, layer: _Layer, keep: Bools, depth: int) -> None:
    """Frozen jobs are first stops or none; first stops that are bound are listed however late."""
    frozen = tables.fixed[tables.fixed != NONE]
    keep[:, frozen] = False
    if depth == 0:
        rows = np.nonzero(tables.heading[layer.row] != NONE)[0]
        heading = tables.heading[layer.row[rows]]
        keep[rows, heading] = tables.may[layer.row[rows], heading]
        keep[:, frozen] = False
        rows = np.nonzero(tables.fixed[layer.row] != NONE)[0]
        keep[rows] = False
        keep[rows, tables.fixed[layer.row[rows]]] = True


def _widest(tables: Tables, layer: _Layer, width: int) -> _Layer:
    """Each engineer's `width` most valuable partial routes."""
    if len(layer.row) <= width:
        return layer
    worth = tables.left_out[layer.stops].sum(axis=1) - layer.cost
    order = np.lexsort((-worth, layer.row))
    row = layer.row[order]
    rank = np.arange(len(order)) - np.searchsorted(row, row, side="left")
    keep = np.sort(order[rank < width])
    return _Layer(*(getattr(layer, name)[keep] for name in _Layer.__dataclass_fields__))


def _columns(layer: _Layer, width: int) -> Columns:
    stops = np.full((len(layer.row), width), NONE, dtype=np.int64)
    stops[:, : layer.stops.shape[1]] = layer.stops
    columns = Columns(layer.row, stops, layer.cost)
    return columns if layer.stops.shape[1] <= 1 else columns.only(_cheapest_orders(layer))


def _cheapest_orders(layer: _Layer) -> Ints:
    """Indices of the cheapest order of each engineer's set of stops."""
    keys = (layer.cost, *np.sort(layer.stops, axis=1).T, layer.row)
    order = np.lexsort(keys)
    fresh = np.zeros(len(order), dtype=bool)
    fresh[:1] = True
    for key in keys[1:]:
        ranked = key[order]
        fresh[1:] |= ranked[1:] != ranked[:-1]
    return np.sort(order[fresh])
