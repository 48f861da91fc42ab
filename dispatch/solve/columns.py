"""Every route worth considering: the columns of set packing, enumerated with numpy for all engineers at once.

An on-time route holds two or three jobs when a service takes twenty minutes or more and the promise is an
hour, so all of them can be listed: first all single stops, then every stop after each of those, and so on.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from dispatch.model.tables import NONE, Bools, Floats, Ints, Tables
from dispatch.model.timing import visit_arrivals
from dispatch.risk.lateness import lateness, service_moments

CELLS: Final = 2_000_000  # extensions looked at in one go, which bounds memory
ROUNDING_S: Final = 1e-6  # clocks with spread are not whole seconds


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the enumeration goes.

    `latest_odds` is the probability of being late up to which a stop counts as a bet on its promise; 0 takes
    on-time stops only. `depth` bounds the stops of a route, `width` an engineer's routes of each length (the
    most valuable are kept), `nearest` the jobs that an engineer may drive to first. `tolerance` is the cost
    within which two packings count as equally good.
    """

    latest_odds: float = 0.0
    depth: int = 6
    width: int = 4000
    nearest: int | None = None
    tolerance: int = 1

    @property
    def stretch(self) -> float:
        """How many spreads of its clock a stop may be late on average."""
        return NormalDist().inv_cdf(self.latest_odds) if 0 < self.latest_odds < 1 else 0.0


@dataclass(frozen=True)
class Columns:
    """Routes: `engineer` is the row, `stops` (c, depth) padded with -1, `cost` relative to doing nothing.

    `complete` tells that there is no other route of the kind: only then do they bound what can be reached.
    """

    engineer: Ints
    stops: Ints
    cost: Ints
    complete: bool = False

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


def enumerate_columns(tables: Tables, reach: Reach, late: Ints | None = None) -> Columns:
    """All routes within reach, the cheapest order of each set of jobs only.

    `late` jobs are within as first stops.
    """
    listed = np.zeros(len(tables.jobs), dtype=bool)
    if late is not None:
        listed[late] = True
    layer, layers = _start(tables), []
    complete = reach.nearest is None or reach.nearest >= len(tables.jobs)
    for depth in range(reach.depth):
        grown = _grow(tables, layer, reach, depth, listed)
        layer = _widest(tables, grown, reach.width)
        complete &= layer is grown
        if not len(layer.row):
            break
        layers.append(layer)
    else:
        complete = False  # longer ones were not looked for
    width = max(1, len(layers))
    parts = [_columns(layer, width) for layer in layers] or [_columns(layer, width)]
    return Columns(
        np.concatenate([part.engineer for part in parts]),
        np.concatenate([part.stops for part in parts]),
        np.concatenate([part.cost for part in parts]),
        complete,
    )


def _start(tables: Tables) -> _Layer:
    n = len(tables.engineers)
    none = np.zeros(n, dtype=np.int64)
    return _Layer(np.arange(n), np.zeros((n, 0), np.int64), tables.ready, tables.lag, tables.variance, none)


def _grow(tables: Tables, layer: _Layer, reach: Reach, depth: int, late: Bools) -> _Layer:
    """Append every job that may be reached to every partial route, and keep what is within reach."""
    if depth == 0:
        origin, job = np.nonzero(_first_stops(tables, reach, late))
        grown = [_extend(tables, layer, reach, depth, origin, job, late)]
    else:
        grown = [
            _extend(tables, layer, reach, depth, origin, job, late)
            for origin, job in _reachable(tables, layer, reach)
        ]
    if len(grown) == 1:
        return grown[0]
    return _Layer(
        *(np.concatenate([getattr(g, name) for g in grown]) for name in _Layer.__dataclass_fields__)
    )


def _first_stops(tables: Tables, reach: Reach, late: Bools) -> Bools:
    """Jobs that each engineer could do first, time apart; what is bound to come first stands alone."""
    keep: Bools = tables.may & (tables.most_stops > 0)[:, None]
    in_time = tables.ready[:, None] + tables.first + tables.service <= tables.shift_end[:, None]
    keep &= in_time | late[None, :]
    if reach.nearest is not None and reach.nearest < len(tables.jobs):
        drive = np.where(keep, tables.first, np.iinfo(np.int64).max)
        keep &= drive <= np.partition(drive, reach.nearest - 1, axis=1)[:, reach.nearest - 1, None]
    return _bound_first(tables, keep)


def _reachable(tables: Tables, layer: _Layer, reach: Reach) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (partial route, next job) that driving alone allows, in parts of bounded size.

    For each last stop the jobs are sorted by when one must leave for them, so that those still open to a
    clock are the beginning of its list: the work is in proportion to what is found, not to routes × jobs.
    """
    last = layer.stops[:, -1]
    stretch = reach.stretch * np.sqrt(layer.variance)
    leaves = np.ceil(layer.clock + layer.lag - stretch - ROUNDING_S).astype(np.int64)
    earliest = np.full(len(tables.jobs), np.iinfo(np.int64).max)
    np.minimum.at(earliest, last, leaves)
    latest = tables.due[None, :] - tables.between
    stop, job = np.nonzero(latest >= earliest[:, None])
    until = latest[stop, job]
    base = int(until.min()) if len(until) else 0
    span = int(until.max(initial=base)) - base + 3
    key = stop * span + (span - 2 - (until - base))
    order = np.argsort(key, kind="stable")
    key, job = key[order], job[order]
    begin = np.searchsorted(key, last * span)
    wanted = last * span + (span - 2 - np.clip(leaves - base, -1, span - 2))
    count = np.searchsorted(key, wanted, side="right") - begin
    total = np.cumsum(count)
    for part in _parts(total):
        size = count[part]
        origin = np.repeat(np.arange(len(last))[part], size)
        within = np.arange(len(origin)) - np.repeat(np.cumsum(size) - size, size)
        yield origin, job[begin[origin] + within]


def _parts(total: Ints) -> list[slice]:
    """Slices of running totals, each worth about CELLS."""
    if not len(total):
        return [slice(0, 0)]
    cuts = np.searchsorted(total, np.arange(CELLS, int(total[-1]) + 1, CELLS)) + 1
    edges = np.unique(np.concatenate([[0], cuts, [len(total)]])).tolist()
    return [slice(begin, end) for begin, end in itertools.pairwise(edges)]


def _extend(
    tables: Tables, layer: _Layer, reach: Reach, depth: int, origin: Ints, job: Ints, late: Bools
) -> _Layer:
    if depth:
        origin, job = _allowed_next(tables, layer, depth, origin, job)
    row = layer.row[origin]
    drive = tables.first[row, job] if depth == 0 else tables.between[layer.stops[origin, -1], job]
    service = tables.service[row, job]
    arrive = _arrivals(tables, layer, origin, job, drive, service, depth)
    slack = tables.due[job] - arrive - layer.lag[origin]
    keep = slack >= -reach.stretch * np.sqrt(layer.variance[origin])
    if depth == 0:
        keep |= late[job] | (tables.heading[row] == job)
    keep &= arrive + service <= tables.shift_end[row]
    if depth == 0:
        keep |= (tables.heading[row] == job) | (tables.fixed[row] == job)
    origin, job, row, drive = origin[keep], job[keep], row[keep], drive[keep]
    service, arrive, slack = service[keep], arrive[keep], slack[keep]
    stops = np.concatenate([layer.stops[origin], job[:, None]], axis=1)
    cost = _cost(tables, layer, origin, job, slack, drive, depth)
    mean, unit_variance = service_moments(tables.weights.service_sigma)
    lag = layer.lag[origin] + (mean - 1) * service
    variance = layer.variance[origin] + unit_variance * service**2
    return _Layer(row, stops, arrive + service, lag, variance, cost)


def _allowed_next(tables: Tables, layer: _Layer, depth: int, origin: Ints, job: Ints) -> tuple[Ints, Ints]:
    """Pairs (partial route, next job) without those that rules other than time are against."""
    may = tables.may & (depth < tables.most_stops)[:, None]
    may[:, tables.fixed[tables.fixed != NONE]] = False
    keep = may.ravel()[layer.row[origin] * len(tables.jobs) + job]
    origin, job = origin[keep], job[keep]
    keep = np.ones(len(origin), dtype=bool)
    for position in range(depth):
        keep &= layer.stops[origin, position] != job
    return origin[keep], job[keep]


def _arrivals(
    tables: Tables, layer: _Layer, origin: Ints, job: Ints, drive: Ints, service: Ints, depth: int
) -> Ints:
    clock, opens, row = layer.clock[origin], tables.opens[job], layer.row[origin]
    arrive = visit_arrivals(clock, drive, service, opens)
    for engineer in tables.resting:
        mine = slice(*np.searchsorted(row, [engineer, engineer + 1]))  # rows are in rising order
        rested = visit_arrivals(clock[mine], drive[mine], service[mine], opens[mine], tables.breaks[engineer])
        if depth == 0:
            under_way = job[mine] == tables.heading[engineer]  # a drive under way ignores breaks
            rested = np.where(under_way, arrive[mine], rested)
        arrive[mine] = rested
    return arrive


def _cost(
    tables: Tables, layer: _Layer, origin: Ints, job: Ints, slack: Floats, drive: Ints, depth: int
) -> Ints:
    """Cost of the routes that are kept."""
    weights, row = tables.weights, layer.row[origin]
    cost: Ints = layer.cost[origin] + weights.drive_s * drive + tables.pair[row, job]
    variance = layer.variance[origin]
    if variance.any() or float(slack.min(initial=0.0)) < 0:
        odds, late_s = lateness(slack, np.sqrt(variance))
        risk = np.rint(weights.late * tables.priority[job] * odds) + np.rint(weights.late_s * late_s)
        cost += risk.astype(np.int64)
    if depth == 0:
        # an empty route costs `idle`, and so does any first stop but the one being driven to
        cost = cost - np.where(tables.heading[row] == job, tables.idle[row], 0)
    return cost


def _bound_first(tables: Tables, keep: Bools) -> Bools:
    """A job being driven to is listed however late; a frozen job is its engineer's only first stop."""
    rows = np.nonzero(tables.heading != NONE)[0]
    keep[rows, tables.heading[rows]] = tables.may[rows, tables.heading[rows]]
    keep[:, tables.fixed[tables.fixed != NONE]] = False
    rows = np.nonzero(tables.fixed != NONE)[0]
    keep[rows] = False
    keep[rows, tables.fixed[rows]] = True
    return keep


def _widest(tables: Tables, layer: _Layer, width: int) -> _Layer:
    """Each engineer's `width` most valuable partial routes."""
    wide = np.bincount(layer.row, minlength=len(tables.engineers)) > width
    if not wide.any():
        return layer
    some = np.nonzero(wide[layer.row])[0]
    worth = tables.left_out[layer.stops[some]].sum(axis=1) - layer.cost[some]
    order = some[np.lexsort((-worth, layer.row[some]))]
    row = layer.row[order]
    rank = np.arange(len(order)) - np.searchsorted(row, row, side="left")
    keep = ~wide[layer.row]
    keep[order[rank < width]] = True
    return _Layer(*(getattr(layer, name)[keep] for name in _Layer.__dataclass_fields__))


def _columns(layer: _Layer, width: int) -> Columns:
    stops = np.full((len(layer.row), width), NONE, dtype=np.int64)
    stops[:, : layer.stops.shape[1]] = layer.stops
    columns = Columns(layer.row, stops, layer.cost)
    return columns if layer.stops.shape[1] <= 1 else columns.only(_cheapest_orders(layer))


def _cheapest_orders(layer: _Layer) -> Ints:
    """Indices of the cheapest order of each engineer's set of stops."""
    keys = [layer.row, *np.sort(layer.stops, axis=1).T, layer.cost - int(layer.cost.min(initial=0))]
    spans = [int(key.max(initial=0)) + 1 for key in keys]
    if math.prod(spans) < np.iinfo(np.int64).max:
        code = np.zeros(len(layer.row), np.int64)
        for key, span in zip(keys, spans, strict=True):  # one number sorts faster than many columns
            code = code * span + key
        order = np.argsort(code, kind="stable")
        keys = [code // spans[-1], layer.cost]
    else:
        order = np.lexsort(keys[::-1])
    fresh = np.zeros(len(order), dtype=bool)
    fresh[:1] = True
    for key in keys[:-1]:
        ranked = key[order]
        fresh[1:] |= ranked[1:] != ranked[:-1]
    return np.sort(order[fresh])
