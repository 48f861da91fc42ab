"""What a horizon holds: planned visits, engineers with shifts, vans and depots; frozen.

Times are whole seconds on one common origin (negative ones occur, midnight means nothing), points are
(lat, lon) in degrees. Several days are several shifts of an engineer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from dispatch.horizon.objective import Weights
from dispatch.travel.spec import Point, TravelSpec

Span: TypeAlias = tuple[int, int]

LOWEST_STARS: Final = 1


@dataclass(frozen=True, slots=True)
class Depot:
    """Where a van is restocked: entered within one of the windows, left `service_s` later."""

    id: str
    point: Point
    windows: tuple[Span, ...] = ()
    service_s: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of an engineer's work: from `start` at `start_s` to `end` by `end_s`.

    `end` is None where the day is over with the last visit, wherever that is. Up to `overtime_s` longer is
    possible at a price. Neither driving nor work overlaps one of the `breaks`.
    """

    id: str
    engineer: str
    start_s: int
    end_s: int
    start: Point
    end: Point | None
    overtime_s: int = 0
    breaks: tuple[Span, ...] = ()
    max_visits: int | None = None

    @property
    def latest_s(self) -> int:
        """When the engineer must be at `end`, overtime used up."""
        return self.end_s + self.overtime_s


@dataclass(frozen=True, slots=True)
class Technician:
    """An engineer with a van. The van starts every shift with `tools` and `parts`.

    At one of `depots`, at most once in a shift, it is given whatever the rest of the shift needs.
    """

    id: str
    stars: int
    skills: frozenset[str]
    shifts: tuple[Shift, ...]
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    depots: tuple[str, ...] = ()
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit: service starts within one of the windows (any time if there are none).

    It needs all `skills`, all `tools` in the van, and uses up `parts`.
    """

    id: str
    point: Point
    service_s: int
    skills: frozenset[str] = frozenset()
    min_stars: int = LOWEST_STARS
    windows: tuple[Span, ...] = ()
    tools: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    priority: int = 1
    required_engineer: str | None = None
    excluded_engineers: frozenset[str] = frozenset()
    preferred_engineers: frozenset[str] = frozenset()
    provider: str | None = None


@dataclass(frozen=True)
class Horizon:
    """A validated problem. `routes` is a plan to start from: shift id → visit ids in order."""

    travel: TravelSpec
    technicians: tuple[Technician, ...]
    visits: tuple[PlannedVisit, ...]
    depots: tuple[Depot, ...] = ()
    weights: Weights = field(default_factory=Weights)
    service_factor: Mapping[int, float] = field(default_factory=dict)
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """All shifts, engineer by engineer."""
        return tuple(shift for technician in self.technicians for shift in technician.shifts)

    @cached_property
    def shift_by_id(self) -> dict[str, Shift]:
        """Shift id → shift."""
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def technician_by_id(self) -> dict[str, Technician]:
        """Engineer id → engineer."""
        return {technician.id: technician for technician in self.technicians}

    @cached_property
    def visit_by_id(self) -> dict[str, PlannedVisit]:
        """Visit id → visit."""
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def depot_by_id(self) -> dict[str, Depot]:
        """Depot id → depot."""
        return {depot.id: depot for depot in self.depots}

    def service_s(self, technician: Technician, visit: PlannedVisit) -> int:
        """Expected seconds on site, rounded up; a grade without a factor works at factor 1."""
        return math.ceil(visit.service_s * self.service_factor.get(technician.stars, 1.0))
