"""What it costs to insert any visit into a route: every place at once, with restocking where needed."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from dispatch.horizon.clock import arrival, first_start, forward
from dispatch.horizon.clocks import clear, starts
from dispatch.horizon.model import NEVER, Floats, Ints, Model, ShiftTable
from dispatch.horizon.routes import Route, RouteMemory

Gap: TypeAlias = tuple[int, float, int, float, float, int, float, float]
"""A place to insert at: after node `before`, left at `ready`, ahead of node `behind`, reached by `limit`.

Then `offset`, what the place costs beside the drives to and from the visit, and `position` among the visits.
From arriving at `behind` the route takes `rest` seconds more and ends no earlier than `ends`.
"""


class Offers(NamedTuple):
    """The best insertion of every visit into a route: added cost (infinite if none) and position, (V,)."""

    cost: Floats
    position: Ints


class OfferMemory:
    """Offers by route, computed once while the route is remembered."""

    def __init__(self, model: Model, memory: RouteMemory) -> None:
        self._model, self._memory = model, memory
        self._offers: dict[Route, Offers] = {}
        self._shortfalls: dict[tuple[int, tuple[int, ...]], Floats] = {}
        self._none = Offers(np.full(model.visits, NEVER), np.zeros(model.visits, dtype=np.int64))
        self._columns = np.arange(model.visits)

    def of(self, route: Route) -> Offers:
        """The best insertion of every visit into the route."""
        known = self._offers.get(route)
        if known is None:
            if len(self._offers) >= self._memory.most:
                self._offers.clear()
            known = self._offers[route] = self._compute(route)
        return known

    def _compute(self, route: Route) -> Offers:
        table = self._model.shifts[route.shift]
        if len(route.visits) >= table.most:
            return self._none
        gaps, guarded = self._stops(route, table)
        if table.depots:
            gaps += self._restocked(route, table)
        return self._best(gaps, guarded, route, table)

    def _stops(self, route: Route, table: ShiftTable) -> tuple[list[Gap], int]:
        """The places of the route as it is, and how many of them lie before the depot."""
        legs, services, stops, depot_at = self._model.legs, table.services, route.stops, route.depot_at
        before, ready = table.start, table.start_s
        gaps: list[Gap] = []
        tails = self._tails(route, table)
        for n, (behind, limit) in enumerate(
            zip((*stops, table.end), (*route.latest, table.latest_s), strict=True)
        ):
            position = n if depot_at is None or n <= depot_at else n - 1
            gaps.append((before, ready, behind, limit, -legs[before][behind], position, *tails[n]))
            if n < len(stops):
                before, ready = behind, route.earliest[n] + services[behind]
        return gaps, len(gaps) if depot_at is None else depot_at + 1

    def _restocked(self, route: Route, table: ShiftTable) -> list[Gap]:
        """Places that come with a restocking of their own, just before the visit or earlier."""
        plain = route if route.depot_at is None else self._memory.builder.plain(route)
        if plain is None:
            return []
        moved = plain.cost - plain.overtime - route.cost + route.overtime
        legs, tails = self._model.legs, self._tails(plain, table)
        gaps: list[Gap] = []
        last = len(plain.visits) if route.depot_at is None else route.depot_at
        before, ready = table.start, table.start_s
        behinds = zip((*plain.visits, table.end), (*plain.latest, table.latest_s), strict=True)
        for n, (behind, limit) in enumerate(behinds):
            if n > last:
                break
            for depot in table.depots:
                arrive_s = arrival(ready, legs[before][depot], table.breaks)
                start_s = first_start(arrive_s, table.services[depot], table.windows[depot], table.breaks)
                if start_s is not None:
                    left_s = start_s + table.services[depot]
                    offset = legs[before][depot] - legs[before][behind] + moved
                    gaps.append((depot, left_s, behind, limit, offset, n, *tails[n]))
            if n < len(plain.visits):
                before, ready = behind, plain.earliest[n] + table.services[behind]
        return gaps + (self._restocked_early(plain, table) if route.depot_at is None else [])

    def _restocked_early(self, plain: Route, table: ShiftTable) -> list[Gap]:
        """Restocking some stops before the visit, where that is the shortest detour so far."""
        legs, tails = self._model.legs, self._tails(plain, table)
        gaps: list[Gap] = []
        path, limits, best = (*plain.visits, table.end), (*plain.latest, table.latest_s), NEVER
        for at, detour, depot in self._memory.builder.depot_places(plain, len(plain.visits) - 1):
            if detour >= best:
                continue
            best = detour
            ready = self._departures(table, (*plain.visits[:at], depot, *plain.visits[at:]))
            for n in range(at + 1, len(path)) if ready else ():
                before, behind = path[n - 1], path[n]
                offset = detour - legs[before][behind]
                gaps.append((before, ready[n], behind, limits[n], offset, n, *tails[n]))
        return gaps

    def _departures(self, table: ShiftTable, stops: tuple[int, ...]) -> list[int]:
        legs = self._model.legs
        drives = [legs[a][b] for a, b in zip((table.start, *stops), stops, strict=False)]
        services = [table.services[stop] for stop in stops]
        windows = [table.windows[stop] for stop in stops]
        starts = forward(table.start_s, drives, services, windows, table.breaks) or []
        return [start + service for start, service in zip(starts, services, strict=False)]

    def _tails(self, route: Route, table: ShiftTable) -> list[tuple[float, float]]:
        """For arriving at each stop, and last at the end: seconds to the end, and its earliest time."""
        if not table.has_overtime:
            return [(0.0, 0.0)] * (len(route.stops) + 1)
        tails = [(0.0, -NEVER)]
        path = (*route.stops, table.end)
        for n in range(len(route.stops) - 1, -1, -1):
            rest, ends = tails[-1]
            stop = path[n]
            rest += table.services[stop] + self._model.legs[stop][path[n + 1]]
            tails.append((rest, max(ends, table.windows[stop][0][0] + rest)))
        return tails[::-1]

    def _shortfall(self, route: Route, table: ShiftTable) -> Floats:
        """0 where the van has what a visit needs beside the visits before the depot, else infinite, (V,)."""
        key = route.shift, route.left
        known = self._shortfalls.get(key)
        if known is None:
            enough = (self._model.needs <= np.array(route.left, dtype=np.int64)).all(axis=1)
            known = self._shortfalls[key] = np.where(table.equipped & enough, 0.0, NEVER)
        return known

    def _best(self, gaps: list[Gap], guarded: int, route: Route, table: ShiftTable) -> Offers:
        columns = np.array(gaps, dtype=np.float64).T[:, :, None]
        out = self._model.outward.take(columns[0, :, 0].astype(np.intp), axis=0)
        on = self._model.onward.take(columns[2, :, 0].astype(np.intp), axis=0)
        start, late = starts(columns[1], out, table)
        home = clear(start + table.service, on, table.breaks) + on
        late |= home > columns[3]
        cost = out + on
        cost += columns[4]
        if table.has_overtime:
            cost += self._overtime(columns, home, route, table)
        np.copyto(cost, NEVER, where=late)
        cost[:guarded] += self._shortfall(route, table)
        best = cost.argmin(axis=0)
        return Offers(cost[best, self._columns] + table.price, columns[5, :, 0].astype(np.int64)[best])

    def _overtime(self, columns: Floats, reached: Floats, route: Route, table: ShiftTable) -> Floats:
        """Price of the overtime that is added when each place is followed by the rest of the route."""
        finish = np.maximum(reached + columns[6], columns[7])
        price = self._model.horizon.weights.overtime_s
        added: Floats = price * np.maximum(0.0, finish - table.end_s) - route.overtime
        return added
