"""What a horizon's plan costs: every weight in one place.

Costs are whole seconds of driving. The order of importance is visits served, overtime, driving, stars.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from dispatch.fields import Fields, SnapshotError

HIGHEST_WEIGHT: Final = 10**12


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in seconds of driving."""

    unserved: int = 360_000
    """A visit of priority 1 left out: 100 hours of driving, so that visits come before everything else."""
    overtime_s: int = 2
    """Each second after the shift's regular end, on top of its driving."""
    star: int = 60
    """Each star above the visit's minimum; cheap, since a planned visit can be moved to keep a star free."""
    not_preferred: int = 600
    """Serving by another engineer than those the customer prefers."""


@dataclass(frozen=True, slots=True)
class HorizonCost:
    """A plan's cost term by term, in seconds of driving."""

    unserved: int = 0
    overtime: int = 0
    drive: int = 0
    stars: int = 0
    preference: int = 0

    @property
    def total(self) -> int:
        """The cost."""
        return sum(getattr(self, term.name) for term in fields(self))

    def to_dict(self) -> dict[str, int]:
        """Term → cost, and their total."""
        return {term.name: getattr(self, term.name) for term in fields(self)} | {"total": self.total}


def read_weights(horizon: Fields) -> Weights:
    """The weights that a horizon names, the house's for the others; raises SnapshotError naming the field."""
    if not horizon.has("weights"):
        return Weights()
    given = Fields.of(horizon.need("weights"), "weights")
    names = {term.name for term in fields(Weights)}
    for key in given.values:
        if key not in names:
            raise SnapshotError(
                given.at(str(key)),
                f"is none of {', '.join(sorted(names))}",
                f"不是以下任何一项：{'、'.join(sorted(names))}",
            )
    return Weights(**{str(key): given.whole(str(key), 0, HIGHEST_WEIGHT) for key in given.values})
