"""From routes by number to a plan with ids, times, cost and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from dispatch.horizon.clock import arrival, first_start
from dispatch.horizon.model import Model
from dispatch.horizon.objective import HorizonCost
from dispatch.horizon.plan import HorizonPlan, HorizonRoute, HorizonStop, LeftOut
from dispatch.horizon.problem import PlannedVisit
from dispatch.horizon.refusals import NoTime, OutOfReach, refusals
from dispatch.horizon.routes import Route, RouteBuilder

NOBODY: Final = {"engineer": None, "shift": None, "code": "off_duty", "has": None, "needs": None}


def assemble(model: Model, visits: Mapping[int, Sequence[int]]) -> HorizonPlan:
    """The plan of these visits (shift → visits in order, by number).

    A route that breaks a rule is left out as a whole, its visits reported like all others in no route.
    """
    builder = RouteBuilder(model)
    built = [builder.build(shift, tuple(order)) for shift, order in sorted(visits.items())]
    routes = [route for route in built if route is not None and route.visits]
    served = {visit for route in routes for visit in route.visits}
    absent = [n for n in range(model.visits) if n not in served]
    left_out = tuple(LeftOut(model.horizon.visits[n].id, tuple(_reasons(model, builder, n))) for n in absent)
    return HorizonPlan(
        tuple(_timed(model, route) for route in routes), left_out, _cost(model, routes, absent)
    )


def _timed(model: Model, route: Route) -> HorizonRoute:
    table, horizon, shift = model.shifts[route.shift], model.horizon, model.horizon.shifts[route.shift]
    ready_s, stops = table.start_s, []
    path = (table.start, *route.stops, table.end)
    for before, node in pairwise(path[:-1]):
        arrive_s = arrival(ready_s, model.legs[before][node], table.breaks)
        start_s = first_start(arrive_s, table.services[node], table.windows[node], table.breaks)
        if start_s is None:
            raise ValueError("a route that was built in time is late")
        ready_s = start_s + table.services[node]
        depot = horizon.depots[node - model.visits].id if node >= model.visits else None
        visit = horizon.visits[node].id if depot is None else None
        stops.append(HorizonStop(visit, depot, arrive_s, start_s, ready_s))
    end_s = arrival(ready_s, model.legs[path[-2]][table.end], table.breaks)
    return HorizonRoute(shift.id, shift.engineer, tuple(stops), end_s)


def _cost(model: Model, routes: Sequence[Route], absent: Sequence[int]) -> HorizonCost:
    horizon, weights = model.horizon, model.horizon.weights
    drive = stars = preference = 0
    for route in routes:
        table = model.shifts[route.shift]
        technician = horizon.technician_by_id[horizon.shifts[route.shift].engineer]
        drive += sum(model.legs[a][b] for a, b in pairwise((table.start, *route.stops, table.end)))
        for visit in (horizon.visits[n] for n in route.visits):
            stars += weights.star * max(0, technician.stars - visit.min_stars)
            wanted = not visit.preferred_engineers or technician.id in visit.preferred_engineers
            preference += 0 if wanted else weights.not_preferred
    overtime = sum(route.overtime for route in routes)
    return HorizonCost(sum(model.left_out[n] for n in absent), overtime, drive, stars, preference)


def _reasons(model: Model, builder: RouteBuilder, number: int) -> Iterator[Mapping[str, Any]]:
    """Why each shift does not serve the visit; never empty."""
    visit, horizon = model.horizon.visits[number], model.horizon
    if not horizon.shifts:
        yield NOBODY
    for n, shift in enumerate(horizon.shifts):
        found = refusals(horizon.technician_by_id[shift.engineer], shift, visit)
        if not found:
            alone = builder.build(n, (number,))
            found = [OutOfReach(None, None) if alone is None else NoTime(None, _needed_s(model, n, visit))]
        for refusal in found:
            yield refusal.to_dict(shift.engineer) | {"shift": shift.id}


def _needed_s(model: Model, shift: int, visit: PlannedVisit) -> int:
    owner = model.horizon.shifts[shift].engineer
    return model.horizon.service_s(model.horizon.technician_by_id[owner], visit)
