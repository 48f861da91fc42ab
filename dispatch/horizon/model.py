"""A horizon as arrays: nodes and drives, and for each shift what it may serve, when and at what price.

Nodes are the visits (0 … V-1), the depots, every point where a shift starts or ends, and last a node that
is nowhere: the drive to it takes no time, for shifts that end with their last visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.horizon.clock import Spans
from dispatch.horizon.problem import Horizon, PlannedVisit, Shift, Technician
from dispatch.horizon.refusals import clipped, refusals
from dispatch.travel import TravelTimes, travel_times

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NEVER = float("inf")


@dataclass(frozen=True)
class ShiftTable:
    """One shift over the visits and depots of a model (V visits, D depots, P parts, K windows)."""

    start: int
    """Node where it starts."""
    end: int
    """Node where it ends."""
    start_s: int
    end_s: int
    latest_s: int
    breaks: Spans
    most: int
    """How many visits it may serve."""
    depots: tuple[int, ...]
    """Depot nodes the van may be restocked at."""
    services: list[int]
    """Seconds of service, per node (V + D)."""
    windows: list[Spans]
    """Windows clipped to the shift, per node (V + D); empty where it cannot be reached at all."""
    price: Floats
    """What serving a visit costs beside the driving, (V,); infinite where the engineer must not."""
    equipped: Flags
    """Whether the van starts with the visit's tools, (V,)."""
    stock: Ints
    """Parts in the van at the start, (P,)."""

    @cached_property
    def opens(self) -> Floats:
        """Window openings of the visits, (K, V); infinite where a visit has fewer windows."""
        return self._bounds(0, NEVER)

    @cached_property
    def closes(self) -> Floats:
        """Window closings of the visits, (K, V)."""
        return self._bounds(1, -NEVER)

    @cached_property
    def service(self) -> Floats:
        """Seconds of service of the visits, (V,)."""
        return np.array(self.services[: len(self.price)], dtype=np.float64)

    @cached_property
    def single(self) -> list[tuple[int, int]] | None:
        """The one window of each node if no breaks and no second windows are about; loops read it faster."""
        if self.breaks or any(len(spans) > 1 for spans in self.windows):
            return None
        return [spans[0] if spans else (1, 0) for spans in self.windows]

    @cached_property
    def has_overtime(self) -> bool:
        """Whether the shift may last longer at a price."""
        return self.latest_s > self.end_s

    def _bounds(self, side: int, absent: float) -> Floats:
        visits = len(self.price)
        most = max([1, *(len(spans) for spans in self.windows[:visits])])
        table = np.full((most, visits), absent)
        for n, spans in enumerate(self.windows[:visits]):
            table[: len(spans), n] = [span[side] for span in spans]
        return table


@dataclass(frozen=True)
class Model:
    """The arrays of a horizon; what the search works on."""

    horizon: Horizon
    drives: Floats
    """Seconds between nodes, (N, N)."""
    shifts: tuple[ShiftTable, ...]
    needs: Ints
    """Parts that each visit uses up, (V, P)."""

    @property
    def visits(self) -> int:
        """How many visits there are."""
        return len(self.horizon.visits)

    @cached_property
    def legs(self) -> list[list[int]]:
        """`drives` as lists of whole seconds, which plain loops read faster."""
        rows: list[list[int]] = self.drives.astype(np.int64).tolist()
        return rows

    @cached_property
    def outward(self) -> Floats:
        """Seconds from each node to each visit, (N, V)."""
        return np.ascontiguousarray(self.drives[:, : self.visits])

    @cached_property
    def onward(self) -> Floats:
        """Seconds from each visit to each node, by node: (N, V)."""
        return np.ascontiguousarray(self.drives.T[:, : self.visits])

    @cached_property
    def use(self) -> list[list[int]]:
        """`needs` as lists."""
        rows: list[list[int]] = self.needs.tolist()
        return rows

    @cached_property
    def left_out(self) -> list[int]:
        """Price of leaving each visit out."""
        return [self.horizon.weights.unserved * visit.priority for visit in self.horizon.visits]

    @cached_property
    def reachable(self) -> Flags:
        """Whether a shift may serve a visit at all, (S, V)."""
        rows = [np.isfinite(shift.price) for shift in self.shifts]
        return np.array(rows, dtype=bool).reshape(len(self.shifts), self.visits)


def build_model(horizon: Horizon, times: TravelTimes | None = None) -> Model:
    """Look up all drives and tabulate every shift."""
    road = times or travel_times(horizon.travel)
    ends = sorted({point for shift in horizon.shifts for point in (shift.start, shift.end) if point})
    points = [visit.point for visit in horizon.visits]
    points += [depot.point for depot in horizon.depots] + ends
    drives = np.zeros((len(points) + 1, len(points) + 1))
    drives[:-1, :-1] = road.matrix(points, points)
    node = {point: len(horizon.visits) + len(horizon.depots) + n for n, point in enumerate(ends)}
    parts = sorted({name for visit in horizon.visits for name in visit.parts})
    needs = [[visit.parts.get(name, 0) for name in parts] for visit in horizon.visits]
    tables = [
        _tabulate(horizon, technician, shift, node, parts)
        for technician in horizon.technicians
        for shift in technician.shifts
    ]
    shape = len(horizon.visits), len(parts)
    return Model(horizon, drives, tuple(tables), np.array(needs, dtype=np.int64).reshape(shape))


def _tabulate(
    horizon: Horizon,
    technician: Technician,
    shift: Shift,
    node: dict[tuple[float, float], int],
    parts: list[str],
) -> ShiftTable:
    nowhere = len(horizon.visits) + len(horizon.depots) + len(node)
    depots = [n for n, depot in enumerate(horizon.depots) if depot.id in technician.depots]
    services = [horizon.service_s(technician, visit) for visit in horizon.visits]
    spans = [visit.windows for visit in horizon.visits] + [depot.windows for depot in horizon.depots]
    return ShiftTable(
        start=node[shift.start],
        end=nowhere if shift.end is None else node[shift.end],
        start_s=shift.start_s,
        end_s=shift.end_s,
        latest_s=shift.latest_s,
        breaks=shift.breaks,
        most=len(horizon.visits) if shift.max_visits is None else shift.max_visits,
        depots=tuple(len(horizon.visits) + n for n in depots),
        services=services + [depot.service_s for depot in horizon.depots],
        windows=[clipped(windows, shift) for windows in spans],
        price=np.array([_price(horizon, technician, shift, visit) for visit in horizon.visits]),
        equipped=np.array([visit.tools <= technician.tools for visit in horizon.visits], dtype=bool),
        stock=np.array([technician.parts.get(name, 0) for name in parts], dtype=np.int64),
    )


def _price(horizon: Horizon, technician: Technician, shift: Shift, visit: PlannedVisit) -> float:
    if refusals(technician, shift, visit):
        return NEVER
    weights = horizon.weights
    stars = weights.star * max(0, technician.stars - visit.min_stars)
    wanted = not visit.preferred_engineers or technician.id in visit.preferred_engineers
    return float(stars + (0 if wanted else weights.not_preferred))
