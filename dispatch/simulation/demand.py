"""Demand learned from requests that were really made: how many in each hour of the week, and from where.

Few requests are seen in any one hour and cell, so both estimates are drawn towards what is known better: the
rate of an hour towards that of the same hour on like days (a Gamma prior on a Poisson rate), the shares of
the cells in an hour towards their shares at all hours (a Dirichlet prior on a multinomial); Gelman et al.,
Bayesian Data Analysis (2013), sections 2.6 and 3.4.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from dispatch.simulation.day import HOURS_OF_WEEK
from dispatch.simulation.generator import Wanted
from dispatch.travel.spec import Point

PRIOR_WEEKS: Final = 4.0
"""The same hour on like days weighs as much as so many weeks of the hour itself."""
PRIOR_REQUESTS: Final = 40.0
"""A cell's share at all hours weighs as much as so many requests in the hour itself."""
CELL_KM: Final = 3.0
_KM_PER_DEGREE: Final = 111.195
_FIRST_WEEKEND_HOUR: Final = 5 * 24


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that was made, in which hour of the week (local time; 0 is Monday from midnight)."""

    week_hour: int
    wanted: Wanted


@dataclass(frozen=True)
class LearnedDemand:
    """Requests like those that were seen.

    `rates` has requests an hour for each hour of the week, `shares` for each hour the part of each cell, in
    the order of `cells`; the parts sum to 1.  What a request asks for is that of one seen in the same cell.
    """

    rates: tuple[float, ...]
    cells: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]
    examples: Mapping[str, tuple[Wanted, ...]]

    def rate(self, week_hour: int) -> float:
        """Requests expected in an hour of the week."""
        return self.rates[week_hour]

    def draw(self, rng: random.Random, week_hour: int) -> Wanted:
        """One request of that hour: one seen in a cell drawn by its share."""
        cell = rng.choices(self.cells, cum_weights=self._up_to[week_hour])[0]
        return rng.choice(self.examples[cell])

    @cached_property
    def _up_to(self) -> list[list[float]]:
        sums = []
        for row in self.shares:
            total = 0.0
            sums.append([total := total + share for share in row])
        return sums


def learn_demand(
    seen: Sequence[Seen],
    hours_watched: Sequence[float],
    *,
    prior_weeks: float = PRIOR_WEEKS,
    prior_requests: float = PRIOR_REQUESTS,
) -> LearnedDemand:
    """Learn from all requests of a time in which hour h of the week occurred `hours_watched[h]` times.

    Raises ValueError where nothing was seen, the hours are not 168, or a request falls into one unwatched.
    """
    if not seen or len(hours_watched) != HOURS_OF_WEEK:
        raise ValueError("demand is learned from at least one request and the 168 hours of a week")
    if any(hours_watched[one.week_hour] <= 0 for one in seen):
        raise ValueError("a request was made in an hour that nobody watched")
    examples: dict[str, list[Wanted]] = defaultdict(list)
    by_hour: list[Counter[str]] = [Counter() for _ in range(HOURS_OF_WEEK)]
    for one in seen:
        examples[one.wanted.district].append(one.wanted)
        by_hour[one.week_hour][one.wanted.district] += 1
    cells = tuple(sorted(examples))
    overall = [len(examples[cell]) / len(seen) for cell in cells]
    return LearnedDemand(
        rates=_rates([sum(counts.values()) for counts in by_hour], hours_watched, prior_weeks),
        cells=cells,
        shares=tuple(
            tuple(
                (counts[cell] + prior_requests * share) / (sum(counts.values()) + prior_requests)
                for cell, share in zip(cells, overall, strict=True)
            )
            for counts in by_hour
        ),
        examples={cell: tuple(found) for cell, found in examples.items()},
    )


def _rates(counts: Sequence[int], watched: Sequence[float], prior_weeks: float) -> tuple[float, ...]:
    overall = sum(counts) / sum(watched)
    like: dict[tuple[bool, int], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for hour in range(HOURS_OF_WEEK):
        many, long = like[_like(hour)]
        like[_like(hour)] = (many + counts[hour], long + watched[hour])
    rates = []
    for hour in range(HOURS_OF_WEEK):
        many, long = like[_like(hour)]
        prior = many / long if long else overall
        rates.append((counts[hour] + prior_weeks * prior) / (watched[hour] + prior_weeks))
    return tuple(rates)


def _like(week_hour: int) -> tuple[bool, int]:
    """Working days resemble one another, and so do the two days of a weekend."""
    return week_hour >= _FIRST_WEEKEND_HOUR, week_hour % 24


def cell_of(point: Point, origin: Point, cell_km: float = CELL_KM) -> str:
    """The square cell of a grid around `origin` that a point lies in, named by its middle."""
    lat_step = cell_km / _KM_PER_DEGREE
    lon_step = lat_step / max(0.01, math.cos(math.radians(origin[0])))
    row, column = round((point[0] - origin[0]) / lat_step), round((point[1] - origin[1]) / lon_step)
    return f"{origin[0] + row * lat_step:.3f}, {origin[1] + column * lon_step:.3f}"


def with_cell(wanted: Wanted, origin: Point, cell_km: float = CELL_KM) -> Wanted:
    """The same request, its district named after its cell."""
    return replace(wanted, district=cell_of(wanted.point, origin, cell_km))
