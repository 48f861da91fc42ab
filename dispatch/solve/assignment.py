"""Linear assignment by OR-Tools: one job to the end of each route, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.graph.python import linear_sum_assignment

from dispatch.model.tables import NONE, Bools, Ints, Tables
from dispatch.model.timing import visit_arrivals, visit_times
from dispatch.risk.lateness import lateness, service_moments

FORBIDDEN: Final = 1 << 60


def assign(cost: Ints, allowed: Bools, alone: Ints) -> list[tuple[int, int]]:
    """Pairs (row, column) of least total cost; a column that stays alone costs `alone`.

    Each row and column is used at most once, and only where `allowed` and cheaper than staying alone.
    """
    n, m = cost.shape
    useful = allowed & (cost < alone[None, :])
    rows, columns = np.nonzero(useful)
    if not len(rows):
        return []
    # a square problem: every job has a stand-in row of its own, every engineer a stand-in column
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    gain = cost[rows, columns] - alone[columns]
    solver.add_arcs_with_cost(rows, columns, gain)
    own = np.arange(m)
    solver.add_arcs_with_cost(n + own, own, np.zeros(m, np.int64))
    spare = np.arange(n)
    solver.add_arcs_with_cost(spare, m + spare, np.zeros(n, np.int64))
    # stand-in rows of assigned jobs take the stand-in columns of their engineers
    solver.add_arcs_with_cost(n + columns, m + rows, np.zeros(len(rows), np.int64))
    if solver.solve() != solver.OPTIMAL:
        return []
    mates = [(row, solver.right_mate(row)) for row in range(n)]
    return [(row, column) for row, column in mates if column < m]


@dataclass
class Ends:
    """Where each route ends.

    The clock, the last stop (column, or -1 for none yet), length and uncertainty.
    """

    clock: Ints
    last: Ints
    length: Ints
    lag: np.ndarray[tuple[int], np.dtype[np.float64]]
    variance: np.ndarray[tuple[int], np.dtype[np.float64]]


def append_by_rounds(tables: Tables, routes: list[list[int]], *, rounds: int = 1_000) -> list[list[int]]:
    """Append jobs in no route to the ends of routes, a linear assignment a round, until nothing fits."""
    grown = [list(route) for route in routes]
    served = {stop for route in grown for stop in route}
    waiting = np.array([k for k in range(len(tables.jobs)) if k not in served], dtype=np.int64)
    ends = _ends(tables, grown)
    for _ in range(rounds):
        if not waiting.size or not grown:
            break
        cost, allowed, depart = _append_costs(tables, ends, waiting)
        pairs = assign(cost, allowed, tables.left_out[waiting] + 1)
        if not pairs:
            break
        rows, columns = np.array(pairs).T
        stops = waiting[columns]
        _extend(tables, ends, rows, stops, depart[rows, columns])
        for row, stop in zip(rows.tolist(), stops.tolist(), strict=True):
            grown[row].append(stop)
        waiting = np.delete(waiting, columns)
    return grown


def fitting(tables: Tables, routes: list[list[int]]) -> list[list[int]]:
    """The routes without later stops for which the engineer has no room or no time; first stops stay."""
    ends = _ends(tables, [route[:1] for route in routes])
    kept = [route[:1] for route in routes]
    for place in range(1, max(map(len, routes), default=0)):
        rows = np.array([row for row, route in enumerate(routes) if len(route) > place], dtype=np.int64)
        stops = np.array([routes[row][place] for row in rows.tolist()], dtype=np.int64)
        departs = _departures(tables, ends, rows, stops)
        fits = (departs <= tables.shift_end[rows]) & (ends.length[rows] < tables.most_stops[rows])
        _extend(tables, ends, rows[fits], stops[fits], departs[fits])
        for row, stop in zip(rows[fits].tolist(), stops[fits].tolist(), strict=True):
            kept[row].append(stop)
    return kept


def _ends(tables: Tables, routes: list[list[int]]) -> Ends:
    n = len(routes)
    ends = Ends(
        tables.ready.copy(),
        np.full(n, NONE),
        np.zeros(n, np.int64),
        tables.lag.copy(),
        tables.variance.copy(),
    )
    for place in range(max(map(len, routes), default=0)):
        rows = np.array([row for row, route in enumerate(routes) if len(route) > place])
        stops = np.array([routes[row][place] for row in rows.tolist()])
        _extend(tables, ends, rows, stops, _departures(tables, ends, rows, stops))
    return ends


def _departures(tables: Tables, ends: Ends, rows: Ints, stops: Ints) -> Ints:
    """When these engineers leave these stops, one each, behind the ends of their routes."""
    last = ends.last[rows]
    drive = np.where(last == NONE, tables.first[rows, stops], tables.between[last, stops])
    clock, service, opens = ends.clock[rows], tables.service[rows, stops], tables.opens[stops]
    depart: Ints = visit_arrivals(clock, drive, service, opens) + service
    for n in np.nonzero(np.isin(rows, tables.resting))[0].tolist():
        if last[n] != NONE or stops[n] != tables.heading[rows[n]]:  # a drive under way ignores breaks
            breaks = tables.breaks[rows[n]]
            _, depart[n] = visit_times(int(clock[n]), int(drive[n]), int(service[n]), int(opens[n]), breaks)
    return depart


def _extend(tables: Tables, ends: Ends, rows: Ints, stops: Ints, depart: Ints) -> None:
    mean, unit_variance = service_moments(tables.weights.service_sigma)
    service = tables.service[rows, stops]
    ends.clock[rows], ends.last[rows] = depart, stops
    ends.length[rows] += 1
    ends.lag[rows] += (mean - 1) * service
    ends.variance[rows] += unit_variance * service**2


def _append_costs(tables: Tables, ends: Ends, waiting: Ints) -> tuple[Ints, Bools, Ints]:
    weights = tables.weights
    fresh = ends.last == NONE
    drive = tables.first[:, waiting].copy()
    if not fresh.all():
        drive[~fresh] = tables.between[np.ix_(ends.last[~fresh], waiting)]
    service = tables.service[:, waiting]
    opens = np.broadcast_to(tables.opens[waiting], drive.shape)
    arrive = visit_arrivals(ends.clock[:, None], drive, service, opens)
    for row in tables.resting:
        here = slice(row, row + 1)
        arrive[here] = visit_arrivals(
            ends.clock[here, None], drive[here], service[here], opens[here], tables.breaks[row]
        )
    slack = tables.due[waiting][None, :] - arrive - ends.lag[:, None]
    odds, late_s = lateness(slack, np.sqrt(ends.variance)[:, None])
    risk = np.rint(weights.late * tables.priority[waiting][None, :] * odds) + np.rint(weights.late_s * late_s)
    cost = risk.astype(np.int64) + weights.drive_s * drive + tables.pair[:, waiting]
    for row in np.nonzero(fresh & (tables.heading != NONE))[0].tolist():
        cost[row] += tables.turn(row)[waiting] - tables.idle[row]
    allowed = tables.may[:, waiting] & (arrive + service <= tables.shift_end[:, None])
    allowed &= (ends.length < tables.most_stops)[:, None]
    return cost, allowed, arrive + service
