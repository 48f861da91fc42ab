"""OR-Tools' own routing model: hard due times, a price for what is left out, guided local search."""

from __future__ import annotations

import time
from typing import Any, Final

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.benchmarks.peers import Routes
from dispatch.benchmarks.peers.model import RoutingModel, build
from dispatch.model.problem import Problem

NOBODY: Final = -1
SHORTEST_S: Final = 0.02


def solve(problem: Problem, budget_s: float) -> Routes:
    """Routes by parallel cheapest insertion and guided local search; empty if none was found in time."""
    began = time.perf_counter()
    model = build(problem)
    if not model.engineers or not len(model.jobs):
        return {}
    ends = [model.end] * model.engineers
    manager = pywrapcp.RoutingIndexManager(model.end + 1, model.engineers, list(range(model.engineers)), ends)
    routing = pywrapcp.RoutingModel(manager)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(model.drive.tolist()))
    _add_clock(model, manager, routing)
    _add_jobs(model, manager, routing)
    left_s = max(SHORTEST_S, budget_s - (time.perf_counter() - began))
    solution = routing.SolveWithParameters(_parameters(left_s))
    return model.routes(_stops(model, manager, routing, solution)) if solution else {}


def _parameters(seconds: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(round(seconds * 1000))
    return parameters


def _add_clock(model: RoutingModel, manager: Any, routing: Any) -> None:
    clocks = {stars: routing.RegisterTransitMatrix(model.transit(stars).tolist()) for stars in model.grades}
    each = [clocks[engineer.stars] for engineer in model.problem.engineers]
    horizon = int(max(model.shift_end.max(), model.due.max(), model.ready.max())) + 1
    routing.AddDimensionWithVehicleTransits(each, horizon, horizon, False, "time")  # noqa: FBT003 - its own order
    clock = routing.GetDimensionOrDie("time")
    for n in range(model.engineers):
        begin, end = int(model.ready[n]), int(model.shift_end[n])
        clock.CumulVar(routing.Start(n)).SetRange(begin, max(begin, end))
        clock.CumulVar(routing.End(n)).SetRange(begin, max(begin, end))
    for place in range(len(model.jobs)):
        index = manager.NodeToIndex(model.engineers + place)
        clock.CumulVar(index).SetRange(int(model.opens[place]), int(model.due[place]))


def _add_jobs(model: RoutingModel, manager: Any, routing: Any) -> None:
    for place, price in enumerate(model.prices):
        index = manager.NodeToIndex(model.engineers + place)
        routing.AddDisjunction([index], price)
        able = np.nonzero(model.may[:, place])[0].tolist()
        routing.VehicleVar(index).SetValues([NOBODY, *able])


def _stops(model: RoutingModel, manager: Any, routing: Any, solution: Any) -> dict[int, list[int]]:
    stops: dict[int, list[int]] = {}
    for n in range(model.engineers):
        index = solution.Value(routing.NextVar(routing.Start(n)))
        while not routing.IsEnd(index):
            stops.setdefault(n, []).append(manager.IndexToNode(index))
            index = solution.Value(routing.NextVar(index))
    return stops
