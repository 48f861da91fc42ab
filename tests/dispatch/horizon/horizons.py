"""Small horizons for the tests: places on a line, one second a step."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

from dispatch.horizon.model import Model
from dispatch.horizon.routes import RouteBuilder

PLACES = 40
DAY = 86_400


def at(place: int) -> list[float]:
    return [0.0, place / 100]


def line() -> dict[str, Any]:
    """Driving from place a to place b takes 100 s a step."""
    seconds = [[100 * abs(a - b) for b in range(PLACES)] for a in range(PLACES)]
    return {"model": "matrix", "points": [at(n) for n in range(PLACES)], "seconds": seconds}


def visit(name: str, place: int, **facts: Any) -> dict[str, Any]:
    return {"id": name, "point": at(place), "service_s": 600, **facts}


def shift(start_s: int = 0, end_s: int = 10_000, **facts: Any) -> dict[str, Any]:
    return {"start_s": start_s, "end_s": end_s, **facts}


def engineer(name: str = "E1", place: int = 0, **facts: Any) -> dict[str, Any]:
    return {"id": name, "home": at(place), "shifts": [shift()], "skills": ["laptop"], **facts}


def horizon(engineers: list[dict[str, Any]], visits: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    return {"travel": line(), "engineers": engineers, "visits": visits, **facts}


def depot(place: int, **facts: Any) -> dict[str, Any]:
    return {"id": "D", "point": at(place), **facts}


def cheapest(model: Model) -> int:
    """The cost of the best plan, by trying every assignment and order."""
    builder, best = RouteBuilder(model), 10**18
    alone: dict[tuple[int, tuple[int, ...]], int | None] = {}
    for owners in product(range(len(model.shifts) + 1), repeat=model.visits):
        total = 0
        for shift_number in range(len(model.shifts)):
            own = tuple(n for n in range(model.visits) if owners[n] == shift_number)
            if (shift_number, own) not in alone:
                routes = [builder.build(shift_number, order) for order in permutations(own)]
                alone[shift_number, own] = min((r.cost for r in routes if r is not None), default=None)
            cost = alone[shift_number, own]
            if cost is None:
                break
            total += cost
        else:
            nobody = len(model.shifts)
            total += sum(model.left_out[n] for n in range(model.visits) if owners[n] == nobody)
            best = min(best, total)
    return best
