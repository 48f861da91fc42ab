"""The mathematics of staffing against known values."""

from __future__ import annotations

import math
from itertools import islice

import pytest

from app.rosters.rules.staffing import crews
from app.staffing.reads.demand import thinned
from app.staffing.rules.needed import Needs, Work, needed
from app.staffing.rules.rates import dispersion, rate_of


def _work(*ways_s: float, busy_s: float = 3600) -> Work:
    return Work(busy_s, ways_s, 3600, measured=True, visits=len(ways_s))


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.36, 121.63)],
)
def test_the_interval_of_a_count_is_garwoods(count: int, low: float, high: float) -> None:
    found = rate_of(count, 1)
    assert found.mean == count
    assert found.low == pytest.approx(low, abs=0.03)
    assert found.high == pytest.approx(high, rel=0.008)


def test_counts_that_scatter_more_than_poissons_widen_the_interval() -> None:
    assert dispersion([[5, 5, 5, 5]]) == 1.0
    assert dispersion([[0, 10], [0, 0]]) == pytest.approx(10.0)
    assert dispersion([[7]]) == 1.0
    calm, wild = rate_of(20, 4), rate_of(20, 4, 4.0)
    assert wild.mean == calm.mean
    assert wild.low < calm.low
    assert wild.high > calm.high


def test_waiting_is_erlangs_c() -> None:
    waits = dict(crews_up_to(2.0, 6))
    assert waits[3] == pytest.approx(4 / 9)  # Gross and others: two Erlang on three servers
    assert min(waits) == 3


def crews_up_to(load: float, most: int) -> list[tuple[int, float]]:
    """The first ones."""
    return list(islice(crews(load), most))


def test_the_least_number_keeps_the_share_and_one_fewer_does_not() -> None:
    way_s, load = 1200.0, 5.0
    found = needed(load, _work(way_s))
    for target, engineers in found.items():
        assert engineers is not None
        waits = dict(crews_up_to(load, 40))
        for number, enough in ((engineers, True), (engineers - 1, False)):
            late = waits[number] * math.exp(-(number - load) * (3600 - way_s) / 3600)
            assert (100 * (1 - late) >= target) is enough


def test_ways_that_are_too_long_put_a_target_out_of_reach_whatever_the_number() -> None:
    slow = _work(*([900.0] * 97), *([4000.0] * 3))
    found = needed(4.0, slow)
    assert found[95] is not None
    assert (found[98], found[99]) == (None, None)
    assert needed(0.0, slow) == {95: 0, 98: 0, 99: 0}


def test_more_is_needed_for_more_requests_and_for_a_higher_share() -> None:
    needs = Needs(_work(600.0, 1200.0, 1800.0))
    numbers = [needs.at(rate) for rate in (0.5, 1.0, 4.0, 16.0)]
    for target in (95, 98, 99):
        row = [one[target] or 0 for one in numbers]
        assert row == sorted(row)
    assert all((one[95] or 0) <= (one[98] or 0) <= (one[99] or 0) for one in numbers)


def test_many_ways_are_stood_for_by_ranks() -> None:
    found = thinned([float(n) for n in range(1000)])
    assert len(found) == 200
    assert found[0] == 2.0
    assert found[-1] == 997.0
    assert thinned([3.0, 1.0, 2.0]) == (1.0, 2.0, 3.0)
