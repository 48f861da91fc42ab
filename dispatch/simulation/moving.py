"""A city whose demand moves: offices by day, homes in the evening; and what its earlier days teach of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Final

from dispatch.model.demand import DAYS_OF_WEEK, Kind
from dispatch.scenarios.learning import Made, learn_demand_field
from dispatch.simulation.city import City
from dispatch.simulation.day import Day, Request
from dispatch.simulation.generator import HOUR_S, Wanted
from dispatch.simulation.series import Series

HOMEWARD_H: Final = 14
"""The local hour from which requests come from homes."""
OFFICES: Final = 2
"""Of the city's districts those with offices; people live in the others."""
TIGHT: Final = 0.5
"""Districts are so much smaller than those of a city at rest."""


@dataclass(frozen=True)
class MovingCity:
    """Requests of a city, from its first districts until `HOMEWARD_H` and from the others then."""

    city: City

    def rate(self, week_hour: int) -> float:
        """Requests expected in an hour of the week."""
        return self.city.rate(week_hour)

    def draw(self, rng: random.Random, week_hour: int) -> Wanted:
        """One request of that hour."""
        districts = self.city.districts
        late = week_hour % 24 >= HOMEWARD_H
        chosen = districts[OFFICES:] if late else districts[:OFFICES]
        tight = tuple(replace(district, spread_m=TIGHT * district.spread_m) for district in chosen)
        return replace(self.city, districts=tight).draw(rng, week_hour)


def with_learned_field(series: Series, day: Day, number: int, earlier: int, crew: int) -> Day:
    """The day told what `earlier` days before day `number` teach of the demand."""
    opens, days = series.terms.opens, range(number - earlier, number)
    made = [
        Made(request.point, (opens + request.at_s // HOUR_S) % 24, _kind(request), before)
        for before in days
        for request in series.day(before, crew).requests
    ]
    known = learn_demand_field(made, days, midnight_s=-opens * HOUR_S)
    weekday = number % DAYS_OF_WEEK
    return day if known is None else replace(day, demand=replace(known, weekday=weekday).to_dict())


def _kind(request: Request) -> Kind:
    return Kind(request.skill, request.min_stars, request.expected_service_s)
