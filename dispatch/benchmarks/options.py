"""What every sub-command is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from dispatch.benchmarks.contest import PATIENCE_S
from dispatch.benchmarks.instances import Shape
from dispatch.benchmarks.peers import ENTRIES, PeerSolver

Say: TypeAlias = Callable[[str], None]


def to_stderr(text: str) -> None:
    """Progress: what is being measured right now."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Options:
    """Sizes, budgets and seeds; empty ones leave each sub-command its own. `quick` is about a minute."""

    shapes: tuple[Shape, ...] = ()
    budgets: tuple[float, ...] = ()
    seeds: tuple[int, ...] = ()
    entries: tuple[PeerSolver, ...] = ENTRIES
    patience_s: float = PATIENCE_S
    quick: bool = False
    say: Say = to_stderr
