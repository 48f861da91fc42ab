"""Taking visits out of a plan, in the ways that let them come back better.

Strings of neighbouring routes: J. Christiaens and G. Vanden Berghe, "Slack induction by string removals for
vehicle routing problems", Transportation Science 54 (2020). Related, worst and random removal: S. Ropke and
D. Pisinger, "An adaptive large neighborhood search heuristic for the pickup and delivery problem with time
windows", Transportation Science 40 (2006).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np

from dispatch.horizon.model import Floats, Model
from dispatch.horizon.routes import Route

Ruin: TypeAlias = Callable[["Ruins", Sequence[Route], random.Random], list[int]]

MOST_REMOVED: Final = 24
LARGEST_SHARE: Final = 0.4  # of the visits planned
STRING: Final = 8  # visits in a string at most
MEAN_REMOVED: Final = 12
GREED: Final = 5.0  # the higher, the stronger the draw to the first in the order


class Ruins:
    """Ways of choosing visits to take out of a plan's routes; how many is drawn each time."""

    def __init__(self, model: Model) -> None:
        self._nearness = _nearness(model)
        self._near: list[list[int]] = np.argsort(self._nearness, axis=1, kind="stable").tolist()
        self._legs = model.legs
        self._shifts = model.shifts

    def strings(self, routes: Sequence[Route], rng: random.Random) -> list[int]:
        """Strings of visits from several routes around one place."""
        at = {visit: route for route in routes for visit in route.visits}
        if not at:
            return []
        longest = min(STRING, max(1, sum(len(r.visits) for r in routes) // max(1, len(routes)) + 3))
        wanted = max(1, round(rng.uniform(1.0, 4.0 * MEAN_REMOVED / (1 + longest) - 1)))
        gone: list[int] = []
        cut: set[int] = set()
        for visit in self._near[rng.choice(list(at))]:
            route = at.get(visit)
            if route is None or route.shift in cut:
                continue
            gone += _string(route.visits, visit, rng.randint(1, min(longest, len(route.visits))), rng)
            cut.add(route.shift)
            if len(cut) >= wanted:
                break
        return gone

    def related(self, routes: Sequence[Route], rng: random.Random) -> list[int]:
        """Visits near each other in space and time."""
        served = [visit for route in routes for visit in route.visits]
        if not served:
            return []
        count, gone = _how_many(len(served), rng), [rng.choice(served)]
        left = set(served) - {gone[0]}
        while len(gone) < count and left:
            order = [visit for visit in self._near[rng.choice(gone)] if visit in left]
            visit = order[int(len(order) * rng.random() ** GREED)]
            gone.append(visit)
            left.discard(visit)
        return gone

    def worst(self, routes: Sequence[Route], rng: random.Random) -> list[int]:
        """Visits whose detour is long."""
        gains: list[tuple[int, int]] = []
        for route in routes:
            table = self._shifts[route.shift]
            path = (table.start, *route.visits, table.end)
            for a, visit, b in zip(path, path[1:], path[2:], strict=False):
                gains.append((self._legs[a][b] - self._legs[a][visit] - self._legs[visit][b], visit))
        gains.sort()
        count = _how_many(len(gains), rng)
        return [gains.pop(int(len(gains) * rng.random() ** GREED))[1] for _ in range(count)]

    def scattered(self, routes: Sequence[Route], rng: random.Random) -> list[int]:
        """Any visits."""
        served = [visit for route in routes for visit in route.visits]
        return rng.sample(served, _how_many(len(served), rng))

    def whole(self, routes: Sequence[Route], rng: random.Random) -> list[int]:
        """All visits of a route or two that lie near each other."""
        used = [route for route in routes if route.visits]
        if not used:
            return []
        first = rng.choice(used)
        gone = list(first.visits)
        at = {visit: route for route in used for visit in route.visits}
        for visit in self._near[rng.choice(gone)]:
            other = at.get(visit)
            if other is not None and other is not first:
                if len(gone) + len(other.visits) <= MOST_REMOVED:
                    gone += other.visits
                break
        return gone[:MOST_REMOVED]


RUINS: Final[tuple[Ruin, ...]] = (Ruins.strings, Ruins.related, Ruins.worst, Ruins.scattered, Ruins.whole)


def _nearness(model: Model) -> Floats:
    """How far apart visits are, (V, V): the shorter drive, and part of the gap between their windows."""
    visits = model.visits
    drives = np.minimum(model.drives[:visits, :visits], model.drives[:visits, :visits].T)
    spans = [
        (visit.windows[0][0], visit.windows[-1][1]) if visit.windows else (0, 0)
        for visit in model.horizon.visits
    ]
    opens = np.array([span[0] for span in spans], dtype=np.float64)
    closes = np.array([span[1] for span in spans], dtype=np.float64)
    apart = np.maximum(0.0, np.maximum(opens[:, None] - closes, opens - closes[:, None]))
    for n, visit in enumerate(model.horizon.visits):
        if not visit.windows:
            apart[n] = apart[:, n] = 0
    return np.asarray(drives + apart / 5, dtype=np.float64)


def _how_many(served: int, rng: random.Random) -> int:
    most = min(MOST_REMOVED, max(1, int(LARGEST_SHARE * served)), served)
    return rng.randint(min(4, most), most) if served else 0


def _string(visits: tuple[int, ...], visit: int, length: int, rng: random.Random) -> list[int]:
    """A string around the visit; every other time some of its middle stays in the route."""
    at = visits.index(visit)
    kept = 0
    if rng.random() < 1 / 2:
        while length + kept < len(visits) and rng.random() > 1 / 4:
            kept += 1
    whole = length + kept
    first = rng.randint(max(0, at - whole + 1), min(at, len(visits) - whole))
    hole = rng.randint(0, length)
    return [v for n, v in enumerate(visits[first : first + whole]) if not hole <= n < hole + kept]
