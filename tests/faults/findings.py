"""What a proof has found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Proof:
    """What was counted, and everything that is wrong; nothing wrong is a proof."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str, number: int) -> None:
        """Note a figure."""
        self.counts[what] = number

    def want(self, what: str, missing: Iterable[object]) -> None:
        """Note a fault where something is missing or too much."""
        found = sorted(map(str, missing))
        if found:
            self.faults.append(f"{what}: {len(found)} ({', '.join(found[:5])})")
