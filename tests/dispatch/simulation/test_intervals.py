"""Intervals against published quantiles, and against the chance they claim."""

from __future__ import annotations

import random
from math import inf
from statistics import NormalDist

import pytest

from dispatch.simulation.intervals import (
    Interval,
    averaged,
    mean_interval,
    paired_difference,
    share_interval,
    t_cdf,
    t_quantile,
)


@pytest.mark.parametrize(
    ("p", "freedom", "published"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.95, 7, 1.895),
        (0.975, 10, 2.228),
        (0.995, 5, 4.032),
        (0.975, 30, 2.042),
        (0.975, 120, 1.980),
        (0.5, 4, 0.0),
    ],
)
def test_students_quantiles_are_those_of_the_published_tables(
    p: float, freedom: int, published: float
) -> None:
    assert t_quantile(p, freedom) == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize("freedom", [1, 2, 5, 8, 999, 1001])
def test_quantile_inverts_the_distribution(freedom: int) -> None:
    tolerance = 1e-9 if freedom <= 1000 else 1e-3
    assert t_cdf(t_quantile(0.9, freedom), freedom) == pytest.approx(0.9, abs=tolerance)
    assert t_quantile(0.9, freedom) >= NormalDist().inv_cdf(0.9) - 1e-12


def test_interval_of_four_values_by_hand() -> None:
    found = mean_interval([1.0, 2.0, 3.0, 4.0])
    half = 3.182446 * (5 / 3) ** 0.5 / 2
    assert found.mean == 2.5
    assert found.half == pytest.approx(half, abs=1e-5)


def test_one_value_has_no_interval_and_separates_nothing() -> None:
    assert mean_interval([7.0]) == Interval(7.0, None, None, 1)
    assert not mean_interval([7.0]).separates
    assert mean_interval([7.0]).half is None


def test_mean_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        mean_interval([])


@pytest.mark.parametrize(("values", "n"), [("gauss", 5), ("skewed", 40)])
def test_interval_covers_the_mean_as_often_as_it_claims(values: str, n: int) -> None:
    rng = random.Random(11)

    def draw() -> float:
        return rng.gauss(3, 2) if values == "gauss" else rng.expovariate(1 / 3)

    tries = 2000
    hits = 0
    for _ in range(tries):
        found = mean_interval([draw() for _ in range(n)])
        hits += (found.low or -inf) <= 3 <= (found.high or inf)
    # exact for the normal distribution; of forty values of a very skewed one it promises a little too much
    assert hits / tries == pytest.approx(0.95, abs=0.01 if values == "gauss" else 0.04)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_wilsons_interval_covers_the_share_about_as_often_as_it_claims(share: float) -> None:
    rng = random.Random(5)
    tries, n = 3000, 60
    hits = 0
    for _ in range(tries):
        low, high = share_interval(sum(rng.random() < share for _ in range(n)), n)
        hits += low <= share <= high
    assert 0.92 <= hits / tries <= 0.985


def test_wilsons_interval_by_its_published_example_and_at_its_ends() -> None:
    low, high = share_interval(81, 263)  # Newcombe (1998), table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert share_interval(0, 20)[0] == pytest.approx(0)
    assert share_interval(20, 20)[1] == pytest.approx(1)
    with pytest.raises(ValueError, match="3 of 2"):
        share_interval(3, 2)


def test_pairing_separates_what_two_intervals_apart_do_not() -> None:
    rng = random.Random(3)
    hard = [rng.gauss(80, 10) for _ in range(10)]
    better = [value + 1 + rng.gauss(0, 0.2) for value in hard]
    assert paired_difference(better, hard).separates
    apart, other = mean_interval(better), mean_interval(hard)
    assert (apart.low or inf) < (other.high or -inf)
    assert not paired_difference(hard, hard).separates


def test_pairs_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="longer"):
        paired_difference([1.0], [1.0, 2.0])


def test_days_of_one_city_count_once() -> None:
    assert averaged([1.0, 3.0, 10.0], [1, 1, 2]) == [2.0, 10.0]
