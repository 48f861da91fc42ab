"""Whole days decided event by event: the live policy beside nearest, and beside peers asked at every event.

The laboratory's world plays the days. A peer is given what it can use: engineers on the way stay so and count
as free when they will be done, the rest is planned anew, late requests are appended as for snapshots.
"""

from __future__ import annotations

import math
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from dispatch.assemble import assemble
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import BY_KEY, OURS, PeerSolver, Solver
from dispatch.benchmarks.report import Section, seconds, table
from dispatch.benchmarks.scoring import complete
from dispatch.live import plan_snapshot
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import visit_times
from dispatch.simulation.baselines import nearest
from dispatch.simulation.day import Day
from dispatch.simulation.figures import DayFigures, figures_of, nearest_rank
from dispatch.simulation.generator import Terms
from dispatch.simulation.series import city_series
from dispatch.simulation.world import World
from dispatch.travel import travel_times

Policy: TypeAlias = Callable[[dict[str, Any], float], dict[str, Any]]

CREW, QUICK_CREW = 40, 12
LOADS, QUICK_LOADS = (0.9, 1.0, 1.1), (1.0,)
QUICK_HOURS: Final = 3
BUDGET_S: Final = 0.05
SEEDS: Final = (1,)
GREEDY: Final = "greedy"


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
    if key == OURS:
        return plan_snapshot
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


def run(options: Options) -> Section:
    """Play every load and seed under every policy that is installed."""
    found: dict[float, dict[str, Days | None]] = {}
    for load in QUICK_LOADS if options.quick else LOADS:
        days = [_day(seed, load, options) for seed in options.seeds or SEEDS]
        found[load] = {}
        for entry in options.entries:
            options.say(f"days: load {load:g}, {entry.title}")
            found[load][entry.key] = _apart(entry, days, (options.budgets or (BUDGET_S,))[0])
    return section(found, options.entries)


def section(found: dict[float, dict[str, Days | None]], entries: Sequence[PeerSolver]) -> Section:
    """Two tables in one: a row for each load and policy, ours first."""
    rows = []
    for load, days in found.items():
        ours = days[OURS]
        for entry in entries:
            one = days[entry.key]
            rows.append([f"{load:.0%}", entry.title, *(_cells(one, ours) if one else ["–"] * 6)])
    head = ["load", "policy", "kept", "late", "÷ ours", "promise cost", "longest wait", "p95"]
    data = {f"{load:g}": {k: d and d.to_dict() for k, d in days.items()} for load, days in found.items()}
    return Section("days", "Running days", table(head, rows), data)


def _cells(one: Days, ours: Days | None) -> list[str]:
    share = one.late / ours.late if ours and ours.late else math.nan
    return [
        f"{one.kept_pct:.1f} %",
        str(one.late),
        "–" if math.isnan(share) else f"{share:.2f}",
        f"{one.promise_cost:.0f}",
        f"{one.max_wait_min:.0f} min",
        seconds(one.p95_s),
    ]


def _day(seed: int, load: float, options: Options) -> Day:
    terms = Terms(hours=QUICK_HOURS) if options.quick else Terms()
    crew = QUICK_CREW if options.quick else CREW
    return city_series(seed, terms, engineers=crew, load=load).day(0, crew)


def _apart(entry: PeerSolver, days: Sequence[Day], budget_s: float) -> Days | None:
    """The days in a process of their own; None where the solver is missing or takes its process down."""
    if not entry.installed:
        return None
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(play, entry.key, days, budget_s).result()
        except BrokenProcessPool:
            return None
