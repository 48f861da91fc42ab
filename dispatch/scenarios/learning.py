"""A demand field learned from requests that were made.

Few requests are seen in any one hour and district, so the share of a district in an hour is drawn towards its
share at all hours, and what a district asks for towards what all ask for (Dirichlet priors on multinomials;
Gelman et al., Bayesian Data Analysis, 2013, section 3.4). How busy each weekday is is drawn towards a usual
day (a Gamma prior on a Poisson rate; section 2.6). Every kind of request is told, however rare: nobody would
be kept free for what the field leaves out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from dispatch.model.demand import DAYS_OF_WEEK, HOURS, Demand, District, Kind
from dispatch.travel.districts import Cell, cell_of
from dispatch.travel.spec import Point

Item = TypeVar("Item")

CELL_DEG: Final = 0.03  # some three kilometres
SPREAD_KM: Final = 1.0
PRIOR_REQUESTS: Final = (
    40.0  # what is known of more counts as much as so many requests of the hour or district
)
FEWEST: Final = 50  # requests below which nothing is said
MOST_ASKED: Final = 80  # combinations of skill, stars and provider
PARTS: Final = 3  # of each such combination: short, usual and long services
MOST_DISTRICTS: Final = 200
ROUNDING_S: Final = 60
DECIMALS: Final = 3
ENOUGH: Final = 2  # requests for each kind, below which a district's kinds are those of all
TELLING: Final = 3.0  # standard deviations by which a district that asks for other kinds differs by chance


@dataclass(frozen=True, slots=True)
class Made:
    """A request that was made on local day `day` (day 0 is a Monday) at a local `hour` (0 to 23)."""

    at: Point
    hour: int
    kind: Kind
    day: int = 0


def learn_demand_field(
    made: Iterable[Made], days: range, *, midnight_s: int = 0, cell_deg: float = CELL_DEG
) -> Demand | None:
    """The field of all requests of these days; None where they are too few to say anything."""
    seen = [one for one in made if one.day in days]
    if len(seen) < FEWEST:
        return None
    kind_of = _kinds(seen)
    kinds = sorted(set(kind_of.values()), key=repr)
    cells: dict[Cell, list[int]] = defaultdict(list)
    for n, one in enumerate(seen):
        cells[cell_of(one.at, cell_deg)].append(n)
    chosen = _most_common(Counter({cell: len(found) for cell, found in cells.items()}), MOST_DISTRICTS)
    asked = Counter(kind_of.values())
    whole = _Whole(
        Counter(one.hour for one in seen), len(seen), len(days), tuple(asked[kind] for kind in kinds)
    )
    districts = []
    for cell, _ in chosen:
        found = cells[cell]
        own = Counter(kind_of[n] for n in found if n in kind_of)
        districts.append(whole.district([seen[n] for n in found], [own[kind] for kind in kinds]))
    return Demand(
        kinds=tuple(kinds),
        shares=tuple(float(n) for n in whole.asked),
        districts=tuple(districts),
        midnight_s=midnight_s,
        by_weekday=learn_weekdays(seen, days),
    )


def learn_weekdays(made: Sequence[Made], days: range) -> tuple[float, ...]:
    """How busy each weekday is beside a usual day, from Monday on."""
    counts = Counter(one.day % DAYS_OF_WEEK for one in made)
    watched = Counter(day % DAYS_OF_WEEK for day in days)
    usual = len(made) / max(1, len(days))
    return tuple(
        round((counts[n] + PRIOR_REQUESTS) / (watched[n] * usual + PRIOR_REQUESTS), DECIMALS)
        for n in range(DAYS_OF_WEEK)
    )


def _kinds(seen: Sequence[Made]) -> Mapping[int, Kind]:
    """Request → its kind: what it asks for, and the mean service of its short, usual or long ones."""
    asked: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for n, one in enumerate(seen):
        asked[one.kind.skill, one.kind.min_stars, one.kind.provider or ""].append(n)
    found = {}
    for same, _ in _most_common(Counter({key: len(all_of) for key, all_of in asked.items()}), MOST_ASKED):
        ordered = sorted(asked[same], key=lambda n: seen[n].kind.expected_service_s)
        for part in range(PARTS):
            some = ordered[part * len(ordered) // PARTS : (part + 1) * len(ordered) // PARTS]
            mean_s = sum(seen[n].kind.expected_service_s for n in some) / max(1, len(some))
            for n in some:
                found[n] = seen[n].kind._replace(expected_service_s=_rounded(mean_s))
    return found


def _most_common(counts: Counter[Item], most: int) -> list[tuple[Item, int]]:
    """The most frequent first, equals in their own order."""
    return sorted(counts.items(), key=lambda item: (-item[1], repr(item[0])))[:most]


def _rounded(seconds: float) -> int:
    return max(ROUNDING_S, round(seconds / ROUNDING_S) * ROUNDING_S)


@dataclass(frozen=True)
class _Whole:
    """All requests: how many in each hour and in all, on how many days, and `asked` of each kind."""

    hours: Counter[int]
    total: int
    days: int
    asked: tuple[int, ...]

    def district(self, found: Sequence[Made], asked: Sequence[int]) -> District:
        """One district, drawn towards all."""
        own = Counter(one.hour for one in found)
        share = len(found) / self.total
        rates = [
            self.hours[hour] / self.days
            * (own[hour] + PRIOR_REQUESTS * share) / (self.hours[hour] + PRIOR_REQUESTS)
            for hour in range(HOURS)
        ]  # fmt: skip
        return District(
            at=(_mean(one.at[0] for one in found), _mean(one.at[1] for one in found)),
            spread_km=SPREAD_KM,
            per_hour=tuple(round(rate, DECIMALS) for rate in rates),
            shares=self._shares(asked),
        )

    def _shares(self, asked: Sequence[int]) -> tuple[float, ...] | None:
        """What a district asks for where it differs from all by more than chance (Pearson's test)."""
        total, count = sum(self.asked), sum(asked)
        if count < ENOUGH * len(asked):
            return None
        usual = [n / total for n in self.asked]
        chance = sum((n - count * u) ** 2 / (count * u) for n, u in zip(asked, usual, strict=True))
        freedom = len(usual) - 1
        if chance <= freedom + TELLING * (2 * freedom) ** 0.5:
            return None
        return tuple(round(n + PRIOR_REQUESTS * u, DECIMALS) for n, u in zip(asked, usual, strict=True))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 6)
