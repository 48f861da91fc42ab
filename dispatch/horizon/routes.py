"""Routes of shifts: visits in order, the depot put where it costs least, times, and a memory of all seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from dispatch.horizon.clock import arrival, backward, first_start, forward
from dispatch.horizon.model import Model, ShiftTable


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A feasible route. `stops` are the visits, with the depot at `depot_at` if it is visited.

    `cost` is driving, overtime (which is `overtime` of it) and the prices of the visits; the times are starts
    of service. `left` are the parts in the van after the visits before the depot.
    """

    shift: int
    visits: tuple[int, ...]
    stops: tuple[int, ...]
    depot_at: int | None
    cost: int
    overtime: int
    earliest: tuple[int, ...]
    latest: tuple[int, ...]
    left: tuple[int, ...]


class RouteBuilder:
    """Builds the best feasible route of a shift over visits in a given order."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._uses = [any(need) for need in model.use]
        self._equipped = [table.equipped.tolist() for table in model.shifts]
        self._price = [[int(p) if p < float("inf") else None for p in s.price] for s in model.shifts]

    def build(self, shift: int, visits: tuple[int, ...]) -> Route | None:
        """The route, restocking where that is needed and cheapest; None if there is no feasible one.

        Without the depot the route must be in time, which only a road that is shorter with a detour spoils.
        """
        table, prices = self._model.shifts[shift], 0
        for visit in visits:
            price = self._price[shift][visit]
            if price is None:
                return None
            prices += price
        if len(visits) > table.most:
            return None
        plain = self._timed(shift, visits, None, prices)
        if plain is None:
            return None
        short = self._first_short(shift, visits)
        return plain if short is None else self._restocked(plain, short, prices)

    def plain(self, route: Route) -> Route | None:
        """The route without its depot, as if the van held everything."""
        driven = sum(self._price[route.shift][visit] or 0 for visit in route.visits)
        return self._timed(route.shift, route.visits, None, driven)

    def _first_short(self, shift: int, visits: tuple[int, ...]) -> int | None:
        """Index of the first visit that the van cannot serve as it was in the morning; None if it can all."""
        left = self._model.shifts[shift].stock.tolist()
        for n, visit in enumerate(visits):
            if not self._equipped[shift][visit]:
                return n
            if self._uses[visit]:
                left = self._taken(left, visit)
                if min(left) < 0:
                    return n
        return None

    def _taken(self, left: list[int], visit: int) -> list[int]:
        return [have - need for have, need in zip(left, self._model.use[visit], strict=True)]

    def _restocked(self, plain: Route, short: int, prices: int) -> Route | None:
        table = self._model.shifts[plain.shift]
        found: Route | None = None
        for at, detour, depot in sorted(self.depot_places(plain, short), key=_detour):
            if found is not None and (not table.has_overtime or plain.cost + detour >= found.cost):
                break
            stops = (*plain.visits[:at], depot, *plain.visits[at:])
            route = self._timed(plain.shift, stops, at, prices)
            if route is not None and (found is None or route.cost < found.cost):
                found = route
        return found

    def depot_places(self, plain: Route, last: int) -> list[tuple[int, int, int]]:
        """(position, detour, depot) of every restocking up to position `last` that is in time."""
        table, legs = self._model.shifts[plain.shift], self._model.legs
        path = (table.start, *plain.visits, table.end)
        places = []
        for at in range(last + 1):
            before, behind = path[at], path[at + 1]
            ready_s = plain.earliest[at - 1] + table.services[before] if at else table.start_s
            limit_s = plain.latest[at] if at < len(plain.visits) else table.latest_s
            for depot in table.depots:
                arrive_s = arrival(ready_s, legs[before][depot], table.breaks)
                start_s = first_start(arrive_s, table.services[depot], table.windows[depot], table.breaks)
                if start_s is None:
                    continue
                left_s = start_s + table.services[depot]
                if arrival(left_s, legs[depot][behind], table.breaks) <= limit_s:
                    detour = legs[before][depot] + legs[depot][behind] - legs[before][behind]
                    places.append((at, detour, depot))
        return places

    def _timed(self, shift: int, stops: tuple[int, ...], depot_at: int | None, prices: int) -> Route | None:
        table = self._model.shifts[shift]
        times = _times(table, self._model.legs, stops)
        if times is None:
            return None
        earliest, latest, driven, home_s = times
        overtime = self._model.horizon.weights.overtime_s * max(0, home_s - table.end_s)
        visits = stops if depot_at is None else stops[:depot_at] + stops[depot_at + 1 :]
        left = table.stock.tolist()
        for visit in visits if depot_at is None else visits[:depot_at]:
            if self._uses[visit]:
                left = self._taken(left, visit)
        cost = driven + overtime + prices
        return Route(
            shift, visits, stops, depot_at, cost, overtime, tuple(earliest), tuple(latest), tuple(left)
        )


def _detour(place: tuple[int, int, int]) -> tuple[int, int]:
    return place[1], place[0]


Times: TypeAlias = tuple[list[int], list[int], int, int]
"""Earliest and latest starts of service, seconds of driving, and when the engineer is at the end."""


def _times(table: ShiftTable, legs: list[list[int]], stops: tuple[int, ...]) -> Times | None:
    if not stops:
        return [], [], 0, table.start_s
    if table.single is not None:
        return _single_times(table, table.single, legs, stops)
    drives = [legs[a][b] for a, b in pairwise((table.start, *stops, table.end))]
    services = [table.services[stop] for stop in stops]
    windows = [table.windows[stop] for stop in stops]
    earliest = forward(table.start_s, drives[:-1], services, windows, table.breaks)
    latest = backward(table.latest_s, drives[1:], services, windows, table.breaks)
    if earliest is None or latest is None:
        return None
    home_s = arrival(earliest[-1] + services[-1], drives[-1], table.breaks)
    return (earliest, latest, sum(drives), home_s) if home_s <= table.latest_s else None


def _single_times(
    table: ShiftTable, windows: list[tuple[int, int]], legs: list[list[int]], stops: tuple[int, ...]
) -> Times | None:
    """`clock.forward` and `backward` in one, for shifts without breaks and visits with one window."""
    services, here, clock, driven = table.services, table.start, table.start_s, 0
    earliest, latest, drives = [], [], []
    for stop in stops:
        drive = legs[here][stop]
        drives.append(drive)
        clock += drive
        opens, closes = windows[stop]
        if clock < opens:
            clock = opens
        elif clock > closes:
            return None
        earliest.append(clock)
        clock += services[stop]
        here = stop
    drives.append(legs[here][table.end])
    if clock + drives[-1] > table.latest_s:
        return None
    limit = table.latest_s
    for n in range(len(stops) - 1, -1, -1):
        limit -= drives[n + 1] + services[stops[n]]
        limit = min(limit, windows[stops[n]][1])
        latest.append(limit)
    latest.reverse()
    driven = sum(drives)
    return earliest, latest, driven, clock + drives[-1]


class RouteMemory:
    """Routes by shift and visits, built once; forgets all when it holds more than `most`."""

    def __init__(self, model: Model, most: int = 60_000) -> None:
        self.builder = RouteBuilder(model)
        self._routes: dict[tuple[int, tuple[int, ...]], Route | None] = {}
        self.most = most

    def route(self, shift: int, visits: tuple[int, ...]) -> Route | None:
        """The best route of the shift over the visits in this order; None if there is no feasible one."""
        key = shift, visits
        if key not in self._routes:
            if len(self._routes) >= self.most:
                self._routes.clear()
            self._routes[key] = self.builder.build(shift, visits)
        return self._routes[key]
