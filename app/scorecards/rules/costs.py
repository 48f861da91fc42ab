"""What visits cost by the rates of the installation.  Pure.

Hours of work and of driving and the parts fitted are known of each visit; kilometres are not: they are
reckoned from the driving time at the usual speed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class CostRates:
    """What things cost, in the currency's smallest unit; `drive_kmh` is the usual speed."""

    work_hour: float
    drive_hour: float
    km: float
    visit: float
    drive_kmh: float


@dataclass(frozen=True, slots=True)
class Effort:
    """What some visits took; `visits` are those that somebody came to."""

    visits: int
    work_s: int
    drive_s: int
    parts_cents: int


@dataclass(frozen=True, slots=True)
class VisitCost:
    """What that costs, in the currency's smallest unit, in all and by part."""

    visits: int
    work: int
    driving: int
    distance: int
    flat: int
    parts: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.work + self.driving + self.distance + self.flat + self.parts

    @property
    def per_visit(self) -> int | None:
        """The mean; None where nobody came to any."""
        return round(self.total / self.visits) if self.visits else None


def together(efforts: Iterable[Effort]) -> Effort:
    """Add some up."""
    every = list(efforts)
    return Effort(
        sum(one.visits for one in every),
        sum(one.work_s for one in every),
        sum(one.drive_s for one in every),
        sum(one.parts_cents for one in every),
    )


def cost_of(effort: Effort, rates: CostRates) -> VisitCost:
    """Return what some visits cost."""
    driven_h = effort.drive_s / _HOUR_S
    return VisitCost(
        visits=effort.visits,
        work=round(effort.work_s / _HOUR_S * rates.work_hour),
        driving=round(driven_h * rates.drive_hour),
        distance=round(driven_h * rates.drive_kmh * rates.km),
        flat=round(effort.visits * rates.visit),
        parts=effort.parts_cents,
    )
