"""Series of days: in made-up cities, or like a company's own; and crews of any size to meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dispatch.simulation.change import crew_of
from dispatch.simulation.city import DEFAULT_KM, make_city, make_crew
from dispatch.simulation.day import Day, Member
from dispatch.simulation.experiment import Arm, Means, Scenario, Tell, play_all
from dispatch.simulation.figures import Group
from dispatch.simulation.generator import Demand, Terms, make_day

Workforce = Callable[[int], tuple[Member, ...]]
"""Crew size → crew; a larger one holds every smaller one."""


@dataclass(frozen=True)
class Series:
    """Days of one demand; day 0 is a Monday."""

    seed: int
    demand: Demand
    workforce: Workforce
    terms: Terms

    def day(self, number: int, crew: int) -> Day:
        """Day `number` with a crew of that size."""
        return make_day(self.seed, number, self.demand, self.workforce(crew), self.terms)

    def scenarios(self, days: int, crew: int) -> Iterator[Scenario]:
        """So many days one after another, from a Monday on."""
        return (Scenario(self.seed, self.day(number, crew)) for number in range(days))


def city_series(
    seed: int,
    terms: Terms,
    *,
    engineers: int,
    load: float,
    per_day: float | None = None,
    km: float = DEFAULT_KM,
) -> Series:
    """Days in a made-up city; see `make_city`."""
    city = make_city(seed, terms, engineers=engineers, load=load, per_day=per_day, km=km)
    return Series(seed, city, lambda size: make_crew(seed, size, city.districts, km, terms), terms)


def company_series(seed: int, demand: Demand, crew: Sequence[Member], terms: Terms) -> Series:
    """Days like a company's: learned demand, and its crew or one like it of another size."""
    return Series(seed, demand, lambda size: crew_of(crew, size, seed), terms)


class Keeping:
    """What crews of a size keep on the days of a series: the `Keep` of `staffing`, each day played once."""

    def __init__(self, series: Series, policy: str, means: Means, tell: Tell) -> None:
        self._series, self._arm, self._means, self._tell = series, Arm(policy, policy), means, tell
        self._kept: dict[int, list[Group]] = {}

    def __call__(self, size: int, days: int) -> list[Group]:
        """Requests and promises kept on each of the first `days` days with a crew of `size`."""
        known = self._kept.setdefault(size, [])
        missing = [Scenario(self._series.seed, self._series.day(n, size)) for n in range(len(known), days)]
        if missing:
            played = play_all(missing, [self._arm], self._means, self._tell)
            known += [Group(one.figures.requests, one.figures.kept) for one in played]
        return known[:days]
