"""Solvers that plan the same snapshot, each behind `solve(problem, budget_s) -> routes` in a file of its own.

The order is that of the tables. A solver whose library is not there is shown as "not installed".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Final, Protocol, TypeAlias, cast

from dispatch.model.problem import Problem

Routes: TypeAlias = dict[str, list[str]]
"""Engineer id → job ids in order; engineers without a stop may be missing."""


class Solver(Protocol):
    """What each file of this package offers."""

    def solve(self, problem: Problem, budget_s: float) -> Routes:
        """On-time routes found in about `budget_s` seconds; late jobs are appended to them afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class PeerSolver:
    """A solver as the tables know it: `title`, the file's name, and the library it stands on."""

    key: str
    title: str
    library: str

    @property
    def installed(self) -> bool:
        """Whether its library can be imported."""
        return find_spec(self.library) is not None

    def load(self) -> Solver:
        """Import its file; raises ImportError where its library is missing."""
        return cast("Solver", import_module(f"{__name__}.{self.key}"))


OURS: Final = "ours"
ENTRIES: Final = (
    PeerSolver(OURS, "OneHour", "ortools"),
    PeerSolver("greedy", "nearest", "numpy"),
    PeerSolver("routing", "OR-Tools routing", "ortools"),
    PeerSolver("pyvrp", "PyVRP", "pyvrp"),
    PeerSolver("vroom", "VROOM", "vroom"),
)
BY_KEY: Final = {entry.key: entry for entry in ENTRIES}


def chosen(keys: Sequence[str]) -> tuple[PeerSolver, ...]:
    """The entries of these names in the tables' order, ours always among them; raises ValueError."""
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        raise ValueError(f"no solver {unknown[0]!r}: there are {', '.join(BY_KEY)}")
    return tuple(entry for entry in ENTRIES if not keys or entry.key in {OURS, *keys})
