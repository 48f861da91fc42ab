"""Staffing on worlds whose answer is known."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation.experiment import Means
from dispatch.simulation.figures import Group
from dispatch.simulation.generator import Terms, Wanted
from dispatch.simulation.series import Keeping, Series
from dispatch.simulation.staffing import find_staffing, kept_interval, smallest
from tests.dispatch.simulation.worlds import HOUR, at, member


@given(st.integers(1, 80), st.integers(1, 60), st.integers(1, 60), st.integers(1, 9))
def test_search_finds_the_smallest_from_anywhere(answer: int, start: int, extra: int, step: int) -> None:
    most = max(start, extra)
    asked: list[int] = []

    def enough(n: int) -> bool:
        asked.append(n)
        return n >= answer

    found = smallest(enough, start, most, step)
    assert found == (answer if answer <= most else None)
    assert len(asked) == len(set(asked))
    assert all(1 <= n <= most for n in asked)


def noisy(size: int, days: int) -> Sequence[Group]:
    """A crew of n keeps 80 + n per cent, give or take the day's luck, which all crews share."""
    rng = random.Random(2)
    many = 100_000
    return [Group(many, round(many * min(1.0, 0.8 + size / 100 + rng.gauss(0, 0.004)))) for _ in range(days)]


def test_answers_rise_with_the_target_and_lie_above_it_with_confidence() -> None:
    found = find_staffing(noisy, 30, guess=4, most=40)
    assert [answer.target_pct for answer in found.answers] == [95, 98, 99]
    for answer, exact in zip(found.answers, (15, 18, 19), strict=True):
        assert answer.engineers in (exact, exact + 1)
        assert answer.kept_pct is not None
        assert (answer.kept_pct.low or 0) >= answer.target_pct
        assert answer.one_fewer is not None
        assert (answer.one_fewer.kept_pct.low or 0) < answer.target_pct
        assert (answer.too_few or 0) < exact
        low, high = answer.good_days_interval
        assert low <= answer.good_days / answer.days <= high
    assert [crew.size for crew in found.tried] == sorted({crew.size for crew in found.tried})


def test_target_beyond_the_largest_crew_has_no_answer_but_says_what_that_one_keeps() -> None:
    (answer,) = find_staffing(noisy, 10, (98.0,), guess=3, most=12).answers
    assert answer.engineers is None
    assert answer.kept_pct is not None
    assert answer.kept_pct.mean == pytest.approx(92, abs=0.5)
    assert answer.to_dict()["one_fewer"] is None


def test_perfect_days_prove_no_more_than_their_requests_do() -> None:
    found = kept_interval([Group(20, 20)] * 5)
    assert (found.mean, found.high) == (100, 100)
    assert found.low == pytest.approx(96.3, abs=0.05)  # Wilson: 100 of 100
    few = [Group(10, 5), Group(10, 10)]
    assert (kept_interval(few).low, kept_interval(few).high) == (0, 100)
    assert kept_interval([Group(0, 0), Group(0, 0)]).mean == 100


def test_one_day_is_not_enough_to_say_anything() -> None:
    with pytest.raises(ValueError, match="two days"):
        find_staffing(noisy, 1, guess=3, most=5)


class Rush:
    """Many requests within one hour, each a visit that lasts beyond the promise: everybody serves one."""

    def rate(self, week_hour: int) -> float:
        return 12.0 if week_hour % 24 == 8 else 0.0

    def draw(self, rng: random.Random, week_hour: int) -> Wanted:
        del rng, week_hour
        return Wanted(at(0), "D1", "desktop", 1, 5 * HOUR, service_ratio=1.0)


def test_crew_of_one_engineer_for_each_visit_is_what_a_rush_takes() -> None:
    crew = tuple(member(f"E{n}") for n in range(30))
    series = Series(4, Rush(), lambda size: crew[:size], Terms(hours=2))
    days = 6
    most_requests = max(len(series.day(n, 1).requests) for n in range(days))
    told: list[tuple[int, int]] = []
    keep = Keeping(series, "nearest", Means(), lambda done, of: told.append((done, of)))
    (answer,) = find_staffing(keep, days, (90.0,), guess=5, most=30).answers
    assert answer.engineers is not None
    assert answer.engineers <= most_requests
    assert [one.kept for one in keep(answer.engineers, days)] == [
        min(answer.engineers, len(series.day(n, 1).requests)) for n in range(days)
    ]
    assert all(one.kept == one.requests for one in keep(most_requests, days))
    assert told[0] == (1, days // 3)
