from __future__ import annotations

from app.demo.bursts import ABOUT_M, SMALLEST_CREW, burst_of, with_burst
from app.demo.city import generated_city
from app.demo.day import generated_day
from app.demo.roads import distance_m

CITY = generated_city(16, 6, seed=1)
DAY = generated_day(CITY, 6, 0.9, seed=1)


def test_power_cut_brings_many_calls_from_one_district_within_minutes() -> None:
    whole = with_burst(DAY, 1)
    burst, more = burst_of(whole), [call for call in whole.calls if call not in DAY.calls]
    assert burst is not None
    assert len(whole.calls) == len(DAY.calls) + burst.calls
    assert burst.calls >= 8
    assert max(call.at_s for call in more) - min(call.at_s for call in more) < 600
    points = [CITY.places[call.place].point for call in more]
    assert max(distance_m(a, b) for a in points for b in points) < 2 * ABOUT_M
    assert [call.at_s for call in whole.calls] == sorted(call.at_s for call in whole.calls)
    assert with_burst(DAY, 1) == whole


def test_small_crew_and_short_day_are_spared() -> None:
    small = generated_day(generated_city(SMALLEST_CREW - 1, 6, seed=1), 6, 0.9, seed=1)
    short = generated_day(generated_city(16, 1, seed=1), 1, 0.9, seed=1)
    for day in (small, short):
        assert with_burst(day, 1) is day
        assert burst_of(day) is None
