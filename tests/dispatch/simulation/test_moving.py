"""A city whose demand moves, and what its earlier days teach of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from dispatch.fields import Fields
from dispatch.model.demand import HOUR_S, Demand, read_demand
from dispatch.simulation.day import Day
from dispatch.simulation.generator import Terms
from dispatch.simulation.moving import HOMEWARD_H, OFFICES, MovingCity, with_learned_field
from dispatch.simulation.series import Series, city_series
from dispatch.travel.great_circle import great_circle_m

MONDAY = 21


@pytest.fixture(scope="module")
def taught() -> tuple[Series, Demand, list[Day]]:
    resting = city_series(5, Terms(), engineers=20, load=1.0)
    series = replace(resting, demand=MovingCity(resting.demand))
    earlier = [series.day(number, 20) for number in range(1, MONDAY)]
    told = with_learned_field(series, series.day(MONDAY, 20), MONDAY, 20, 20)
    return series, read_demand(Fields.of(told.demand, "demand")), earlier


def test_field_expects_as_many_requests_as_a_monday_makes(taught: tuple[Series, Demand, list[Day]]) -> None:
    series, field, _ = taught
    expected = field.busy(0) * sum(sum(district.per_hour) for district in field.districts)
    true = sum(series.demand.rate(8 + hour) for hour in range(10))
    assert expected == pytest.approx(true, rel=0.08)


def test_field_asks_for_what_was_asked_for(taught: tuple[Series, Demand, list[Day]]) -> None:
    _, field, earlier = taught
    made = [request for day in earlier for request in day.requests]
    asked = Counter((r.skill, r.min_stars) for r in made)
    told: dict[tuple[str, int], float] = defaultdict(float)
    for kind, share in zip(field.kinds, field.shares, strict=True):
        told[kind.skill, kind.min_stars] += share
    assert told == asked
    service_s = sum(k.expected_service_s * n for k, n in zip(field.kinds, field.shares, strict=True))
    assert service_s / len(made) == pytest.approx(sum(r.expected_service_s for r in made) / len(made), abs=30)


def test_field_is_at_the_offices_by_day_and_at_the_homes_in_the_evening(
    taught: tuple[Series, Demand, list[Day]],
) -> None:
    series, field, _ = taught
    assert isinstance(series.demand, MovingCity)
    offices = [one.centre for one in series.demand.city.districts[:OFFICES]]
    homes = [one.centre for one in series.demand.city.districts[OFFICES:]]

    def near(places: list[tuple[float, float]], hour: int) -> float:
        rates = [
            one.per_hour[hour]
            for one in field.districts
            if min(great_circle_m(one.at, place) for place in places) < 5_000
        ]
        return sum(rates) / sum(one.per_hour[hour] for one in field.districts)

    assert field.hour_of(0) == 8
    assert -field.midnight_s == HOUR_S * 8
    assert near(offices, HOMEWARD_H - 3) > 1.5 * near(offices, HOMEWARD_H + 1)
    assert near(homes, HOMEWARD_H + 1) > 1.5 * near(homes, HOMEWARD_H - 3)
