"""How the time for a decision grows with the crew, from a van or ten to a country of three thousand.

A crew is planned by territories, as the product does it: each is a problem of its own, and the time is that
of all of them one after the other. The slope on doubly logarithmic paper is the power by which it grows: 1 is
in proportion.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from dispatch.benchmarks import charts
from dispatch.benchmarks.contest import Rules, SolveOutcome, contest
from dispatch.benchmarks.instances import merged, territories
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import BY_KEY, OURS
from dispatch.benchmarks.report import Section, seconds, table
from dispatch.insertion.best_fit import rank_candidates
from dispatch.model.snapshot import parse_snapshot

CREWS: Final = (10, 30, 100, 300, 1000, 3000)
QUICK_CREWS: Final = (10, 30, 100)
TERRITORY: Final = 60
JOBS_EACH: Final = 1.0
ENOUGH_S: Final = 20.0  # a budget that no territory uses up, so that the work is measured and not the limit
REPEATS: Final = 3
SEEDS: Final = (1,)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The power of x by which y grows, by least squares over logarithms.

    Raises ValueError below two sizes.
    """
    if len({x for x, _ in points}) <= 1:
        raise ValueError("a slope needs two different sizes")
    xs, ys = np.log([x for x, _ in points]), np.log([y for _, y in points])
    return float(np.polyfit(xs, ys, 1)[0])


def run(options: Options) -> Section:
    """Measure both kinds of decision at each size."""
    crews = tuple(shape.engineers for shape in options.shapes) or (QUICK_CREWS if options.quick else CREWS)
    seed = (options.seeds or SEEDS)[0]
    plans, instants = [], []
    for crew in crews:
        options.say(f"growth: {crew} engineers")
        parts = [day | {"profile": "day"} for day in territories(crew, TERRITORY, JOBS_EACH, seed)]
        plans.append((float(crew), plan_s(parts, options)))
        instants.append((float(crew), answer_s(merged(parts))))
    return section(plans, instants)


def plan_s(parts: Sequence[dict[str, Any]], options: Options) -> float:
    """Seconds to plan all territories; NaN where one of them got no plan."""
    rules = Rules(ENOUGH_S, options.patience_s)
    runs = [contest(BY_KEY[OURS], part, parse_snapshot(part), rules, REPEATS) for part in parts]
    return sum(_median(run) for run in runs)


def answer_s(snapshot: dict[str, Any]) -> float:
    """Seconds to rank every engineer of the country for one request."""
    problem = parse_snapshot(snapshot)
    spent = []
    for job in problem.jobs[: REPEATS + 1]:
        began = time.perf_counter()
        rank_candidates(problem, job.id)
        spent.append(time.perf_counter() - began)
    return min(spent)


def section(plans: Sequence[tuple[float, float]], instants: Sequence[tuple[float, float]]) -> Section:
    """The table and the chart of measured times."""
    lines = [
        charts.Line(f"plan, by territories of at most {TERRITORY}", plans, slope(plans)),
        charts.Line("instant answer to one request", instants, slope(instants)),
    ]
    rows = [[line.name, *(seconds(y) for _, y in line.points), f"{line.slope:.2f}"] for line in lines]
    head = ["time for a decision", *(f"{x:g}" for x, _ in plans), "slope"]
    return Section(
        name="growth",
        title="Growth",
        text=table(head, rows),
        data=[{"name": line.name, "points": line.points, "slope": line.slope} for line in lines],
        chart=charts.growth("Time for a decision", lines, "engineers", "seconds"),
        alt="Seconds for a decision against engineers, both axes logarithmic",
    )


def _median(outcomes: Sequence[SolveOutcome]) -> float:
    spent = [outcome.seconds for outcome in outcomes if outcome.status == "ok" and outcome.seconds]
    return float(np.median(spent)) if spent else math.nan
