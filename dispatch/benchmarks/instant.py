"""The instant answer: how long it takes to rank every engineer for one new request."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.report import Section, seconds, table
from dispatch.insertion.best_fit import rank_candidates
from dispatch.live import plan_snapshot
from dispatch.model.snapshot import parse_snapshot

SIZES: Final = (Shape(40, 60), Shape(100, 160), Shape(300, 480), Shape(1000, 1600))
QUICK: Final = 3
PLAN_S: Final = 1.0
ANSWERS: Final = 200


def run(options: Options) -> Section:
    """Answer many requests at each size, against the plan that is in force."""
    sizes = options.shapes or (SIZES[:QUICK] if options.quick else SIZES)
    seeds = options.seeds or (1,)
    return section([(shape, _answers(shape, seeds[0], options)) for shape in sizes])


def section(found: Sequence[tuple[Shape, Sequence[float]]]) -> Section:
    """The table of measured times."""
    rows, data = [], []
    for shape, spent in found:
        ordered = sorted(spent)
        p50, p95 = (ordered[max(0, -(-len(ordered) * share // 100) - 1)] for share in (50, 95))
        rows.append([shape.name, str(len(ordered)), seconds(p50), seconds(p95), seconds(ordered[-1])])
        data.append({"instant": shape.name, "p50_s": p50, "p95_s": p95, "worst_s": ordered[-1]})
    return Section(
        "instant", "Instant answer", table(["crew and jobs", "answers", "p50", "p95", "worst"], rows), data
    )


def _answers(shape: Shape, seed: int, options: Options) -> list[float]:
    options.say(f"instant: {shape.name}")
    snapshot: dict[str, Any] = instant(shape, seed)
    planned, asked = snapshot["jobs"][: shape.jobs * 3 // 4], snapshot["jobs"][shape.jobs * 3 // 4 :]
    plan = plan_snapshot(snapshot | {"jobs": planned}, PLAN_S)
    problem = parse_snapshot(snapshot | {"routes": plan["routes"], "jobs": [*planned, *asked]})
    spent = []
    for n in range(ANSWERS):
        began = time.perf_counter()
        rank_candidates(problem, asked[n % len(asked)]["id"])
        spent.append(time.perf_counter() - began)
    return spent
