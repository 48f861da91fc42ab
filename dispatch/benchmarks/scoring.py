"""Every plan is judged alike: checked by `verify`, priced by the one objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.assemble import assemble
from dispatch.benchmarks.peers import Routes
from dispatch.model.objective import score, weights_for
from dispatch.model.problem import Problem
from dispatch.model.tables import build_tables
from dispatch.solve.assignment import append_by_rounds
from dispatch.travel import travel_times
from dispatch.verify.check import verify


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan is worth: `late` sums the priorities of jobs not begun by their due time."""

    late: int
    unserved: int
    drive_min: int
    cost: int
    faults: tuple[str, ...] = ()


def judge(problem: Problem, routes: Mapping[str, Sequence[str]]) -> Figures:
    """Figures of routes of job ids; `faults` holds the rules they break. Raises KeyError on unknown ids."""
    times, weights = travel_times(problem.travel), weights_for(problem)
    plan = assemble(problem, {engineer: tuple(stops) for engineer, stops in routes.items()}, times)
    total = score(problem, routes, times, weights)
    faults = [f"{v.engineer} {v.job}: {v.message}" for v in verify(problem, plan, times)]
    return Figures(
        late=round(total.late / weights.late),
        unserved=len(plan.unassigned),
        drive_min=round(total.drive / weights.drive_s / 60),
        cost=total.total,
        faults=tuple(faults),
    )


def complete(problem: Problem, routes: Routes) -> Routes:
    """Routes with what is left over appended late, by the engine's own rounds of assignment.

    Peers are asked for on-time routes only, which suits them best; the late jobs are not held against them.
    """
    if not problem.engineers or not problem.jobs:
        return routes
    tables = build_tables(problem, weights_for(problem), travel_times(problem.travel))
    column = problem.job_index
    begun = [[column[job] for job in routes.get(engineer.id, ())] for engineer in problem.engineers]
    return {engineer: list(stops) for engineer, stops in tables.ids(append_by_rounds(tables, begun)).items()}
