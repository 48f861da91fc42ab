"""One instant judged as it stands: ours beside the peers, as ratios to the lower bound and to ours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dispatch.benchmarks import charts
from dispatch.benchmarks.bound import fewest_late
from dispatch.benchmarks.contest import Rules, SolveOutcome, contest
from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import OURS, PeerSolver
from dispatch.benchmarks.report import Section, ratio, seconds, table
from dispatch.model.snapshot import parse_snapshot

RUSH: Final = (Shape(30, 80), Shape(100, 250), Shape(300, 800), Shape(1000, 3000))
CALM: Final = (Shape(30, 24), Shape(100, 80), Shape(300, 240), Shape(1000, 800))
QUICK: Final = (Shape(30, 80), Shape(100, 250), Shape(100, 80))
SEEDS: Final = (1, 2, 3)
SMALL: Final = 100
LARGE: Final = 1000
LATER: Final = 1.1  # what takes longer than this share of its budget is told


@dataclass(frozen=True)
class SnapshotRow:
    """One size at one budget over all seeds; `outcomes` by solver, one a seed, `bounds` one a seed."""

    name: str
    budget_s: float
    bounds: Sequence[int | None]
    outcomes: dict[str, list[SolveOutcome]]
    is_rush: bool = True

    @property
    def bound(self) -> int | None:
        """The lower bounds of all seeds in one; None where one is unknown."""
        return _sum(self.bounds)

    def late(self, key: str) -> int | None:
        """What a solver leaves late over all seeds; None where a plan is missing."""
        return _sum([outcome.late for outcome in self.outcomes[key]])

    def cost(self, key: str) -> int | None:
        """The whole objective of a solver's plans over all seeds."""
        found = self.outcomes[key]
        return _sum([o.figures.cost if o.status == "ok" and o.figures else None for o in found])

    def slowest_s(self, key: str) -> float:
        """The longest that a solver took."""
        return max((outcome.seconds or 0.0 for outcome in self.outcomes[key]), default=0.0)

    def failure(self, key: str) -> str:
        """Why a solver has no figure."""
        worst = next(outcome for outcome in self.outcomes[key] if outcome.status != "ok")
        return f"none in {seconds(worst.seconds or 0)}" if worst.status == "killed" else worst.status

    def to_dict(self) -> dict[str, Any]:
        """JSON form with both ratios."""
        ours = self.late(OURS)
        return {
            "instant": self.name,
            "budget_s": self.budget_s,
            "bound": self.bound,
            "solvers": {
                key: {
                    "late": self.late(key),
                    "late_to_bound": ratio(self.late(key), self.bound),
                    "late_to_ours": ratio(self.late(key), ours),
                    "cost_to_ours": ratio(self.cost(key), self.cost(OURS)),
                    "slowest_s": self.slowest_s(key),
                    "runs": [outcome.to_dict() for outcome in found],
                }
                for key, found in self.outcomes.items()
            },
        }


def budgets_for(shape: Shape) -> tuple[float, ...]:
    """Seconds in which an answer is of use: at once for a town, a few seconds for a country."""
    if shape.engineers <= SMALL:
        return (0.3,)
    if not shape.is_rush:
        return (0.3,) if shape.engineers < LARGE else (1.0,)
    return (1.0, 5.0) if shape.engineers < LARGE else (5.0, 20.0)


def run(options: Options, files: Sequence[Path] = ()) -> Section:
    """Measure generated instants, or those of files; raises SnapshotError where a file is none."""
    cases = _from_files(files) if files else _generated(options)
    rows = [
        measure(name, snapshots, budget, bounds, options)
        for name, snapshots, budgets in cases
        for bounds in [_bounds(name, snapshots, options)]
        for budget in options.budgets or budgets
    ]
    return section(rows, options.entries)


def measure(
    name: str,
    snapshots: Sequence[dict[str, Any]],
    budget_s: float,
    bounds: Sequence[int | None],
    options: Options,
) -> SnapshotRow:
    """Every solver on every snapshot of one size."""
    rules, outcomes = Rules(budget_s, options.patience_s), {}
    for entry in options.entries:
        options.say(f"{name} in {budget_s:g} s: {entry.title}")
        outcomes[entry.key] = [
            outcome
            for snapshot in snapshots
            for outcome in contest(entry, snapshot, parse_snapshot(snapshot), rules)
        ]
    size = Shape(len(snapshots[0]["engineers"]), len(snapshots[0]["jobs"]))
    return SnapshotRow(name, budget_s, bounds, outcomes, size.is_rush)


def section(rows: Sequence[SnapshotRow], entries: Sequence[PeerSolver]) -> Section:
    """The table, the figures and the chart of measured rows."""
    head = ["late ÷ lower bound", "budget", "bound", *(entry.title for entry in entries)]
    late = [
        [
            row.name,
            seconds(row.budget_s),
            "–" if row.bound is None else str(row.bound),
            *(_late_cell(row, e.key) for e in entries),
        ]
        for row in rows
    ]
    cost = [[row.name, seconds(row.budget_s), *(_cost_cell(row, e.key) for e in entries)] for row in rows]
    second = table(["cost ÷ ours", "budget", *(entry.title for entry in entries)], cost)
    rush = [row for row in rows if row.is_rush and row.bound]
    return Section(
        name="snapshots",
        title="One instant",
        text=f"{table(head, late)}\n\n{second}",
        data=[row.to_dict() for row in rows],
        chart=_chart(rush, entries) if rush else None,
        alt="Promises broken in a rush as multiples of the lower bound, by size and solver",
    )


def _chart(rows: Sequence[SnapshotRow], entries: Sequence[PeerSolver]) -> str:
    names = [f"{row.name}, {seconds(row.budget_s)}" for row in rows]
    series = [
        charts.Series(entry.title, [ratio(row.late(entry.key), row.bound) for row in rows])
        for entry in entries
    ]
    title = "Promises broken in a rush ÷ lower bound (1 is as good as can be)"
    return charts.bars(title, names, series, base=1.0)


def _late_cell(row: SnapshotRow, key: str) -> str:
    late = row.late(key)
    if late is None:
        return row.failure(key)
    share = ratio(late, row.bound)
    text = f"{late} late" if share is None else f"{share:.2f}"
    took = row.slowest_s(key)
    return f"{text} ({seconds(took)})" if took > LATER * row.budget_s else text


def _cost_cell(row: SnapshotRow, key: str) -> str:
    share = ratio(row.cost(key), row.cost(OURS))
    return "–" if share is None else f"{share:.2f}"


def _generated(options: Options) -> list[tuple[str, list[dict[str, Any]], tuple[float, ...]]]:
    shapes = options.shapes or (QUICK if options.quick else RUSH + CALM)
    return [
        (shape.name, [instant(shape, seed) for seed in _seeds(shape, options)], budgets_for(shape))
        for shape in shapes
    ]


def _seeds(shape: Shape, options: Options) -> tuple[int, ...]:
    """A country's instant says as much as a dozen towns', and takes as long."""
    seeds = options.seeds or SEEDS
    return seeds[:1] if options.quick or shape.engineers >= LARGE else seeds


def _from_files(files: Sequence[Path]) -> list[tuple[str, list[dict[str, Any]], tuple[float, ...]]]:
    cases = []
    for file in files:
        snapshot = json.loads(file.read_text(encoding="utf-8"))
        problem = parse_snapshot(snapshot)
        shape = Shape(len(problem.engineers), len(problem.jobs))
        cases.append((file.stem, [snapshot | {"profile": "snapshot"}], budgets_for(shape)))
    return cases


def _bounds(name: str, snapshots: Sequence[dict[str, Any]], options: Options) -> list[int | None]:
    options.say(f"{name}: lower bound")
    return [fewest_late(parse_snapshot(snapshot)) for snapshot in snapshots]


def _sum(values: Sequence[int | None]) -> int | None:
    return None if None in values or not values else sum(value for value in values if value is not None)
