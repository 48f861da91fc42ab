from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest

from app.demo.city import generated_city
from app.demo.day import days_after, generated_day, instant, local_clock

CITY = generated_city(20, 10, seed=1)
DAY = generated_day(CITY, 10, 0.85, seed=1)


def test_same_seed_makes_the_same_day_and_another_seed_another_one() -> None:
    assert generated_day(CITY, 10, 0.85, seed=1) == DAY
    assert generated_day(CITY, 10, 0.85, seed=2).calls != DAY.calls


def test_calls_come_in_order_and_within_the_hours() -> None:
    moments = [call.at_s for call in DAY.calls]
    assert moments == sorted(moments)
    assert moments[0] >= 0
    assert moments[-1] < 10 * 3600


def test_load_decides_how_many_calls_come() -> None:
    counts = {
        load: mean(len(generated_day(CITY, 10, load, seed).calls) for seed in range(5)) for load in (0.4, 0.8)
    }
    assert counts[0.8] / counts[0.4] == pytest.approx(2.0, rel=0.15)


def test_calls_follow_the_hours_of_the_day() -> None:
    by_hour = Counter(
        call.at_s // 3600 for seed in range(10) for call in generated_day(CITY, 10, 0.85, seed).calls
    )
    assert by_hour[2] > by_hour[4] > 0


def test_machine_named_is_one_that_the_fault_can_befall() -> None:
    skills = {fault.code: fault.skill for fault in CITY.faults}
    named = [(call, call.machine) for call in DAY.calls if call.machine is not None]
    assert len(named) > len(DAY.calls) / 2
    assert all(CITY.places[call.place].machines[n].kind == skills[call.fault] for call, n in named)


def test_stars_asked_for_are_the_higher_of_contract_and_fault() -> None:
    faults = {fault.code: fault for fault in CITY.faults}
    for call in DAY.calls:
        terms = CITY.clients[CITY.places[call.place].client].terms
        assert call.min_stars == max(faults[call.fault].min_stars, terms.min_stars if terms else 1)


def test_day_begins_at_eight_on_the_wall_clock_of_the_city() -> None:
    assert datetime(2026, 3, 2, tzinfo=UTC) == DAY.starts_at
    assert local_clock(DAY, instant(DAY, 5.25 * 3600)) == "13:15"


def test_days_to_come_ask_of_nobody_more_than_the_crew_on_duty_can_do() -> None:
    day = generated_day(CITY, 6, 0.9, seed=1)
    coming = days_after(day, 5, 0.9 * 0.4, seed=2)
    assert [one.starts_at for one in coming] == [day.starts_at + timedelta(days=n) for n in range(5)]
    by_hour = Counter((8 + call.at_s // 3600) % 24 for one in coming for call in one.calls)
    by_day = sum(by_hour[hour] for hour in range(8, 20)) / 5 / 12
    by_night = sum(by_hour[hour] for hour in (*range(20, 24), *range(8))) / 5 / 12
    # An engineer is engaged for some 45 minutes by each; two in three work by day.
    assert 0.5 < by_day * 0.75 / (len(CITY.crew) * 2 / 3) < 0.9
    assert 0.2 < by_night * 0.75 / (len(CITY.crew) / 3) < 0.9


def test_days_after_one_from_a_file_have_calls_too() -> None:
    silent = replace(DAY, city=replace(CITY, demand_by_hour=()))
    assert days_after(silent, 1, 0.3, seed=1)[0].calls
