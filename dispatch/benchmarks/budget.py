"""Whether a budget is kept: the worst overrun of many solves at each size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dispatch.benchmarks.contest import Rules, SolveOutcome, contest
from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import BY_KEY, OURS
from dispatch.benchmarks.report import Section, seconds, table
from dispatch.model.snapshot import parse_snapshot

SIZES: Final[tuple[tuple[Shape, float], ...]] = (
    (Shape(10, 25), 0.05),
    (Shape(30, 80), 0.1),
    (Shape(100, 250), 0.3),
    (Shape(300, 800), 1.0),
    (Shape(1000, 3000), 5.0),
)
QUICK: Final = 3
RUNS, QUICK_RUNS = 20, 3
SEEDS: Final = (1,)
SHARE: Final = 0.10
GRACE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Kept:
    """The solves of one size at one budget."""

    name: str
    budget_s: float
    outcomes: Sequence[SolveOutcome]

    @property
    def allowed_s(self) -> float:
        """A tenth and fifty milliseconds: what an overrun may be."""
        return SHARE * self.budget_s + GRACE_S

    @property
    def worst_s(self) -> float:
        """The longest solve beyond the budget; negative where all ended before it."""
        return max(outcome.seconds or 0.0 for outcome in self.outcomes) - self.budget_s

    @property
    def is_kept(self) -> bool:
        """Whether every solve answered with a plan that keeps the rules, in time."""
        return self.worst_s <= self.allowed_s and all(outcome.status == "ok" for outcome in self.outcomes)

    @property
    def peak_mb(self) -> int:
        """The most memory that the solving process held."""
        return max(outcome.peak_mb or 0 for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "instant": self.name,
            "budget_s": self.budget_s,
            "runs": len(self.outcomes),
            "worst_overrun_s": self.worst_s,
            "allowed_s": self.allowed_s,
            "kept": self.is_kept,
            "peak_mb": self.peak_mb,
        }


def run(options: Options) -> Section:
    """Solve every size many times."""
    sizes = SIZES[:QUICK] if options.quick else SIZES
    if options.shapes:
        sizes = tuple((shape, budget) for shape in options.shapes for budget in options.budgets or (1.0,))
    return section([_measured(shape, budget, options) for shape, budget in sizes])


def section(found: Sequence[Kept]) -> Section:
    """The table of measured overruns."""
    rows = [
        [
            one.name,
            seconds(one.budget_s),
            str(len(one.outcomes)),
            _overrun(one),
            seconds(one.allowed_s),
            f"{one.peak_mb} MB",
            "yes" if one.is_kept else "no",
        ]
        for one in found
    ]
    head = ["instant", "budget", "runs", "worst overrun", "allowed", "memory", "kept"]
    return Section("budget", "Budget kept", table(head, rows), [one.to_dict() for one in found])


def _overrun(one: Kept) -> str:
    return "none" if one.worst_s <= 0 else seconds(one.worst_s)


def _measured(shape: Shape, budget_s: float, options: Options) -> Kept:
    options.say(f"budget: {shape.name} in {seconds(budget_s)}")
    snapshot = instant(shape, (options.seeds or SEEDS)[0])
    repeats = QUICK_RUNS if options.quick else RUNS
    rules = Rules(budget_s, options.patience_s)
    outcomes = contest(BY_KEY[OURS], snapshot, parse_snapshot(snapshot), rules, repeats)
    return Kept(shape.name, budget_s, outcomes)
