"""Shares of a month's work, and what they weigh."""

from __future__ import annotations

import pytest

from app.dispatching.rules.fair_share import (
    BOUND,
    KEPT_BACK_S,
    against_decided,
    month_counted_s,
    shares,
)

pytestmark = pytest.mark.any_database


def test_share_is_the_work_of_an_hour_on_duty_beside_the_median() -> None:
    found = shares({"a": 40.0, "b": 30.0, "c": 80.0}, {"a": 100.0, "b": 100.0, "c": 100.0, "new": 7.9})
    assert found == pytest.approx({"a": 1.0, "b": 0.75, "c": 2.0})


def test_nobody_has_a_share_before_anybody_has_worked() -> None:
    assert shares({}, {"a": 20.0, "b": 20.0}) == {}
    assert shares({"a": 3.0}, {"a": 2.0}) == {}


@pytest.mark.parametrize(
    ("share", "counted"), [(0.2, 0), (1.0, 0), (1.125, 0), (1.1875, 0.5), (1.25, 1), (3, 1)]
)
def test_share_weighs_more_the_nearer_it_comes_to_the_bound(share: float, counted: float) -> None:
    assert month_counted_s(share) == counted * KEPT_BACK_S
    assert BOUND == 0.25


def test_less_than_an_ordinary_share_counts_from_the_first_day_and_more_leaves_room() -> None:
    found = against_decided({"a": 1.0, "b": 1.2, "c": 0.8}, {"b": 1.2, "c": 0.8, "new": 0.5})
    assert found == pytest.approx({"a": 1.0, "b": 1.0, "c": 1.0, "new": 2.0})
