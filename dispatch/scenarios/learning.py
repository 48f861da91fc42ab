"""A demand field learned from requests that were made.

Few requests are seen in any one hour and district, so the share of a district in an hour is drawn towards its
share at all hours (a Dirichlet prior on a multinomial; Gelman et al., Bayesian Data Analysis, 2013, section
3.4). Services are rounded, so that a handful of kinds says what is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from dispatch.model.demand import HOURS, Demand, District, Kind
from dispatch.travel.districts import Cell, cell_of
from dispatch.travel.spec import Point

Item = TypeVar("Item")

CELL_DEG: Final = 0.03  # some three kilometres
SPREAD_KM: Final = 1.0
PRIOR_REQUESTS: Final = 40.0  # a district's share at all hours weighs as much as so many requests of the hour
FEWEST: Final = 50  # requests below which nothing is said
FEWEST_FOR_KINDS: Final = 20  # of a district, below which its kinds are those of all
MOST_KINDS: Final = 24
MOST_DISTRICTS: Final = 200
ROUNDING_S: Final = 600
DECIMALS: Final = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A request that was made at a local `hour` (0 to 23)."""

    at: Point
    hour: int
    kind: Kind


def learn_demand_field(
    made: Iterable[Made], days_watched: float, *, midnight_s: int = 0, cell_deg: float = CELL_DEG
) -> Demand | None:
    """The field of all requests of so many days; None where they are too few to say anything."""
    seen = [
        Made(one.at, one.hour, one.kind._replace(expected_service_s=_rounded(one.kind.expected_service_s)))
        for one in made
    ]
    if len(seen) < FEWEST or days_watched <= 0:
        return None
    kinds = [kind for kind, _ in _most_common(Counter(one.kind for one in seen), MOST_KINDS)]
    cells: dict[Cell, list[Made]] = defaultdict(list)
    for one in seen:
        cells[cell_of(one.at, cell_deg)].append(one)
    chosen = _most_common(Counter({cell: len(found) for cell, found in cells.items()}), MOST_DISTRICTS)
    hours = Counter(one.hour for one in seen)
    districts = [_district(cells[cell], hours, len(seen), days_watched, kinds) for cell, _ in chosen]
    shares = tuple(float(n) for n in _counts(seen, kinds))
    return Demand(tuple(kinds), shares, tuple(districts), midnight_s)


def _most_common(counts: Counter[Item], most: int) -> list[tuple[Item, int]]:
    """The most frequent first, equals in their own order."""
    return sorted(counts.items(), key=lambda item: (-item[1], repr(item[0])))[:most]


def _rounded(seconds: int) -> int:
    return max(ROUNDING_S, round(seconds / ROUNDING_S) * ROUNDING_S)


def _district(
    found: Sequence[Made], hours: Counter[int], total: int, days: float, kinds: Sequence[Kind]
) -> District:
    own = Counter(one.hour for one in found)
    share = len(found) / total
    rates = [
        hours[hour] / days * (own[hour] + PRIOR_REQUESTS * share) / (hours[hour] + PRIOR_REQUESTS)
        for hour in range(HOURS)
    ]
    counts = _counts(found, kinds)
    tells = len(found) >= FEWEST_FOR_KINDS and sum(counts) > 0
    return District(
        at=(_mean(one.at[0] for one in found), _mean(one.at[1] for one in found)),
        spread_km=SPREAD_KM,
        per_hour=tuple(round(rate, DECIMALS) for rate in rates),
        shares=tuple(float(n) for n in counts) if tells else None,
    )


def _counts(found: Sequence[Made], kinds: Sequence[Kind]) -> list[int]:
    seen = Counter(one.kind for one in found)
    return [seen[kind] for kind in kinds]


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 6)
