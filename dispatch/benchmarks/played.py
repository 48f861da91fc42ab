"""Whole days under one policy: ours, the dispatcher's rule, or a peer that is asked at every event.

The laboratory's world plays the days. A peer is given what it can use: engineers on the way stay so and count
as free when they will be done, the rest is planned anew, late requests are appended as for snapshots.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from dispatch.assemble import assemble
from dispatch.benchmarks.peers import BY_KEY, OURS, PeerSolver, Solver
from dispatch.benchmarks.scoring import complete
from dispatch.live import plan_present, plan_snapshot
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import visit_times
from dispatch.simulation.baselines import nearest
from dispatch.simulation.day import Day
from dispatch.simulation.figures import DayFigures, figures_of, nearest_rank
from dispatch.simulation.world import World
from dispatch.travel import travel_times

Policy: TypeAlias = Callable[[dict[str, Any], float], dict[str, Any]]

GREEDY: Final = "greedy"
PRESENT: Final = PeerSolver("present", "OneHour, expecting nothing", "ortools")
WITH_FIELD: Final = PeerSolver("with_field", "OneHour, with a learned field", "ortools")


@dataclass(frozen=True, slots=True)
class Days:
    """All days of one load under one policy."""

    figures: tuple[DayFigures, ...]
    decide_s: tuple[float, ...]

    @property
    def late(self) -> int:
        """Promises broken."""
        return sum(day.late for day in self.figures)

    @property
    def kept_pct(self) -> float:
        """Promises kept in per cent."""
        return 100 - 100 * self.late / max(1, sum(day.requests for day in self.figures))

    @property
    def promise_cost(self) -> float:
        """One for every promise broken, and one more for each hour late."""
        return sum(day.promise_cost for day in self.figures)

    @property
    def max_wait_min(self) -> float:
        """The longest that a customer waited."""
        return max(day.max_wait_min for day in self.figures)

    @property
    def p95_s(self) -> float:
        """What 95 % of the decisions took at most."""
        return nearest_rank(sorted(self.decide_s), 0.95)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "late": self.late,
            "kept_pct": self.kept_pct,
            "promise_cost": self.promise_cost,
            "max_wait_min": self.max_wait_min,
            "decide_p95_s": self.p95_s,
            "days": [day.to_dict() for day in self.figures],
        }


def policy_of(key: str) -> Policy:
    """The live policy, the dispatcher's rule, or a peer asked at every event."""
    if key in (OURS, WITH_FIELD.key):
        return plan_snapshot
    if key == PRESENT.key:
        return plan_present
    return nearest if key == GREEDY else at_every_event(BY_KEY[key].load())


def at_every_event(solver: Solver) -> Policy:
    """A solver of instants as a policy of the running day."""

    def decide(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
        problem = parse_snapshot(snapshot)
        rest = without_the_driven(problem)
        routes = complete(rest, solver.solve(rest, budget_s))
        driven = {e.id: [e.heading_to] for e in problem.engineers if e.heading_to is not None}
        whole = {e.id: (*driven.get(e.id, ()), *routes.get(e.id, ())) for e in problem.engineers}
        return assemble(problem, whole, travel_times(problem.travel)).to_dict()

    return decide


def without_the_driven(problem: Problem) -> Problem:
    """The problem of those not on the way, and of the others from when they will be done."""
    driven = {engineer.heading_to for engineer in problem.engineers}
    times, crew = travel_times(problem.travel), []
    for engineer in problem.engineers:
        if engineer.heading_to is None:
            crew.append(engineer)
            continue
        job = problem.job(engineer.heading_to)
        drive_s = int(times.pairs([engineer.at], [job.point])[0])
        service_s = problem.service_s(engineer, job)
        _, done_s = visit_times(problem.ready_s(engineer), drive_s, service_s, job.window_start_s)
        crew.append(replace(engineer, at=job.point, free_at_s=done_s, status="working", heading_to=None))
    jobs = tuple(job for job in problem.jobs if job.id not in driven)
    return replace(problem, engineers=tuple(crew), jobs=jobs, routes={}, profile="snapshot")


def play(key: str, days: Sequence[Day], budget_s: float) -> Days:
    """Play the days under one policy and time its decisions."""
    policy, spent = policy_of(key), []

    def timed(snapshot: dict[str, Any], seconds_left: float) -> dict[str, Any]:
        began = time.perf_counter()
        plan = policy(snapshot, seconds_left)
        spent.append(time.perf_counter() - began)
        return plan

    figures = tuple(figures_of(World(day, timed, budget_s).play()) for day in days)
    return Days(figures, tuple(spent))


def apart(entry: PeerSolver, days: Sequence[Day], budget_s: float) -> Days | None:
    """The days in a process of their own; None where the solver is missing or takes its process down."""
    if not entry.installed:
        return None
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(play, entry.key, days, budget_s).result()
        except BrokenProcessPool:
            return None
