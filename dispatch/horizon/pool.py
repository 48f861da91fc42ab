"""A pool of routes: the cheapest order known for each shift and set of visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dispatch.horizon.routes import Route

MOST_ROUTES: Final = 60_000


class Pooled(NamedTuple):
    """A route by what a set partition needs of it."""

    cost: int
    shift: int
    visits: tuple[int, ...]


class RoutePool:
    """Routes seen in good plans. When full, those seen longest ago are forgotten."""

    def __init__(self, most: int = MOST_ROUTES) -> None:
        self._routes: dict[tuple[int, frozenset[int]], Pooled] = {}
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._most = most

    def __len__(self) -> int:
        return len(self._routes)

    def __iter__(self) -> Iterator[Pooled]:
        return iter(self._routes.values())

    def add(self, routes: Iterable[Route]) -> None:
        """Remember feasible routes."""
        for route in routes:
            key = route.shift, route.visits
            if route.visits and key not in self._known:
                self._known.add(key)
                self.put(Pooled(route.cost, route.shift, route.visits))

    def put(self, pooled: Pooled) -> None:
        """Remember a route unless a cheaper order of the same visits is known."""
        key = pooled.shift, frozenset(pooled.visits)
        known = self._routes.get(key)
        if known is None or pooled.cost < known.cost:
            self._routes[key] = pooled
        if len(self._routes) > self._most:
            self._forget()

    def _forget(self) -> None:
        for key in list(self._routes)[: self._most // 4]:
            del self._routes[key]
        self._known = {(pooled.shift, pooled.visits) for pooled in self._routes.values()}
