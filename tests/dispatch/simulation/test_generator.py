"""Generated days: the same from the same seed, and alike in all that is not varied."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest

from dispatch.simulation.city import BY_HOUR, make_city, make_crew
from dispatch.simulation.day import parse_day
from dispatch.simulation.generator import Terms
from dispatch.simulation.series import city_series

TERMS = Terms()


def test_same_seed_makes_the_same_day_and_another_seed_another() -> None:
    first, again = (city_series(7, TERMS, engineers=8, load=0.8).day(3, 8) for _ in range(2))
    assert first == again
    assert first.requests != city_series(8, TERMS, engineers=8, load=0.8).day(3, 8).requests
    assert first.requests != city_series(7, TERMS, engineers=8, load=0.8).day(4, 8).requests


def test_day_survives_being_written_and_read() -> None:
    day = city_series(1, TERMS, engineers=3, load=0.7).day(0, 3)
    assert parse_day(day.to_dict()) == day


def test_requests_do_not_depend_on_the_crew_or_the_promise() -> None:
    series = city_series(5, TERMS, engineers=10, load=0.9)
    hasty = city_series(5, replace(TERMS, promise_s=1800), engineers=10, load=0.9)
    assert series.day(0, 4).requests == series.day(0, 25).requests == hasty.day(0, 10).requests


def test_larger_crew_holds_the_smaller_one() -> None:
    series = city_series(5, TERMS, engineers=10, load=0.9)
    assert series.day(0, 25).engineers[:9] == series.day(0, 9).engineers


def test_every_skill_is_held_by_somebody_from_the_first_engineer_on() -> None:
    (only,) = city_series(3, TERMS, engineers=1, load=0.5).day(0, 1).engineers
    assert only.stars >= 4
    assert only.skills == {"desktop", "laptop", "network", "printer", "server"}


def test_as_many_requests_come_as_the_rate_says_and_fewer_at_weekends() -> None:
    series = city_series(2, TERMS, engineers=10, load=1.0, per_day=80)
    counts = [len(series.day(n, 1).requests) for n in range(70)]
    weekdays = [count for n, count in enumerate(counts) if n % 7 < 5]
    sundays = [count for n, count in enumerate(counts) if n % 7 == 6]
    assert fmean(weekdays) == pytest.approx(80, abs=4)  # three standard errors
    assert fmean(sundays) == pytest.approx(40, abs=6)


def test_requests_follow_the_hours_of_the_day() -> None:
    city = make_city(1, TERMS, engineers=10, load=1.0, per_day=100)
    rates = [city.rate(hour) for hour in range(8, 18)]
    assert sum(rates) == pytest.approx(100)
    assert rates[0] / rates[1] == pytest.approx(BY_HOUR[8] / BY_HOUR[9])


def test_load_is_the_share_of_time_that_the_work_takes() -> None:
    half = make_city(1, TERMS, engineers=20, load=0.5)
    full = make_city(1, TERMS, engineers=20, load=1.0)
    assert full.per_day == pytest.approx(2 * half.per_day)


def test_day_longer_than_anybody_works_is_served_in_shifts() -> None:
    crew = make_crew(1, 6, make_city(1, TERMS, engineers=2, load=1).districts, 30, replace(TERMS, hours=24))
    assert sorted({member.shift[0] for member in crew}) == [0, 8 * 3600, 16 * 3600]
    assert max(member.shift[1] for member in crew) == 26 * 3600
    assert all(member.on_duty_s == 10 * 3600 for member in crew)
