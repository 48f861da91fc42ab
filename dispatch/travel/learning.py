"""What past visits teach about driving and service times: correction factors and spreads.

Factors are medians of observed over predicted times, shrunk towards what the wider group says: those of a
district in a band of hours towards the band's times the district's, these towards all drives', and those of
all towards no correction. A median shrugs off the phone that forgot to say it had arrived; shrinking keeps a
district with twelve drives from jumping about. The shrinking is that of a normal mean under a normal prior
worth `PRIOR_DRIVES` observations (Efron and Morris, 1975), on logarithms, because ratios multiply.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from dispatch.travel.districts import HOURS, Cell, Corrections, band_of, cell_of
from dispatch.travel.points import Point

BANDS: Final = (0, 7, 10, 16, 20)
"""Night, morning rush, the day, evening rush, evening: local hours at which they begin."""

CELL_DEG: Final = 0.02
FEWEST_DRIVES: Final = 10
FEWEST_FOR_SPREAD: Final = 30
PRIOR_DRIVES: Final = 10.0
SHORTEST_S: Final = 60.0
"""Shorter times are mostly parking and rounding, and tell nothing about roads."""

WILDEST: Final = math.log(4)
"""A drive that took four times as long as predicted, or a quarter, was not the one that was predicted."""

MAD_TO_SIGMA: Final = 1.4826
"""Median absolute deviation to standard deviation, for the normal distribution."""

DECIMALS: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A time that was predicted and then observed, in seconds."""

    predicted_s: float
    observed_s: float

    @property
    def log_ratio(self) -> float | None:
        """Logarithm of observed over predicted; None where it says nothing."""
        if min(self.predicted_s, self.observed_s) < SHORTEST_S:
            return None
        ratio = math.log(self.observed_s / self.predicted_s)
        return ratio if abs(ratio) <= WILDEST else None


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive to `to` that began at a local `hour` (0 to 24)."""

    to: Point
    hour: float
    took: Span


@dataclass(frozen=True, slots=True)
class Spread:
    """How much times vary: standard deviation of the logarithm, None where too few were seen."""

    service: float | None
    travel: float | None


def learn_corrections(
    drives: Iterable[Drive], *, bands: Sequence[int] = BANDS, cell_deg: float = CELL_DEG
) -> Corrections | None:
    """Factors by district and band of hours; None where there are too few drives to say anything."""
    seen: dict[tuple[Cell, int], list[float]] = defaultdict(list)
    for drive in drives:
        ratio = drive.took.log_ratio
        if ratio is not None:
            seen[cell_of(drive.to, cell_deg), band_of(bands, drive.hour)].append(ratio)
    if sum(map(len, seen.values())) < FEWEST_DRIVES:
        return None
    everywhere = _shrunk([ratio for ratios in seen.values() for ratio in ratios], 0.0)
    overall = [
        _shrunk([ratio for (_, of), ratios in seen.items() if of == band for ratio in ratios], everywhere)
        for band in range(len(bands))
    ]
    return Corrections(
        cell_deg=cell_deg,
        bands=tuple(bands),
        overall=tuple(map(_factor, overall)),
        cells=_districts(seen, overall),
    )


def _districts(
    seen: Mapping[tuple[Cell, int], Sequence[float]], overall: Sequence[float]
) -> dict[Cell, tuple[float, ...]]:
    """Cell → a factor for each band, for cells with enough drives to have an opinion."""
    against_band: dict[Cell, list[float]] = defaultdict(list)
    for (cell, band), ratios in seen.items():
        against_band[cell] += [ratio - overall[band] for ratio in ratios]
    factors = {}
    for cell, ratios in sorted(against_band.items()):
        if len(ratios) >= FEWEST_DRIVES:
            own = _shrunk(ratios, 0.0)
            logs = [_shrunk(seen.get((cell, n), ()), whole + own) for n, whole in enumerate(overall)]
            factors[cell] = tuple(map(_factor, logs))
    return factors


def learn_spread(
    drives: Iterable[Drive], services: Iterable[Span], corrections: Corrections | None
) -> Spread:
    """How drives vary around their corrected prediction, and services around the expected time."""
    driven = []
    for drive in drives:
        ratio = drive.took.log_ratio
        if ratio is not None:
            factor = corrections.by_hour(drive.to)[int(drive.hour) % HOURS] if corrections else 1.0
            driven.append(ratio - math.log(factor))
    served = [ratio for span in services if (ratio := span.log_ratio) is not None]
    return Spread(service=_sigma(served), travel=_sigma(driven))


def _shrunk(ratios: Sequence[float], parent: float) -> float:
    """The group's median drawn towards its parent's; the parent's where there are too few."""
    if len(ratios) < FEWEST_DRIVES:
        return parent
    return parent + len(ratios) / (len(ratios) + PRIOR_DRIVES) * (median(ratios) - parent)


def _sigma(ratios: Sequence[float]) -> float | None:
    if len(ratios) < FEWEST_FOR_SPREAD:
        return None
    middle = median(ratios)
    return round(MAD_TO_SIGMA * median(abs(ratio - middle) for ratio in ratios), DECIMALS)


def _factor(log_ratio: float) -> float:
    return round(math.exp(log_ratio), DECIMALS)
