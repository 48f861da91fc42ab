"""Which positions are believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.positions.rules.positions import Area, Believed, Distrust, Fix, distrust, judged

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
CITY = Area(31.2304, 121.4737, 20_000)
KM = 0.009

FIXES = st.builds(
    lambda s, km, accuracy: _fix(s, km, accuracy_m=accuracy),
    st.integers(0, 3600), st.floats(-30, 30), st.sampled_from([5.0, 80.0, 3000.0]),
)  # fmt: skip


def _fix(s: float, km: float, **more: float | bool | None) -> Fix:
    values = {"accuracy_m": 10.0, "mock": False} | more
    return Fix(NINE + timedelta(seconds=s), CITY.lat + km * KM, CITY.lon, **values)


@pytest.mark.parametrize(
    ("fix", "reason"),
    [
        (_fix(60, 1), None),
        (_fix(60, 22, accuracy_m=20_000), Distrust.INACCURATE),
        (_fix(60, 9, accuracy_m=3000), Distrust.INACCURATE),
        (_fix(60, 167, accuracy_m=90_000), Distrust.INACCURATE),
        (_fix(60, 22), Distrust.TOO_FAST),
        (_fix(3600, 22), None),
        (_fix(60, 0, mock=True), Distrust.MOCK),
        (_fix(60, 1000), Distrust.FAR_AWAY),
        (Fix(NINE, 0, 0, 10), Distrust.NULL_ISLAND),
        (Fix(NINE, 0.01, -0.02, None), Distrust.NULL_ISLAND),
    ],
)
def test_a_position_is_judged_by_what_it_says_and_what_can_be_driven(
    fix: Fix, reason: Distrust | None
) -> None:
    assert distrust(fix, _fix(0, 0), CITY) is reason


def test_one_outlier_changes_nothing() -> None:
    track = [_fix(0, 0), _fix(60, 20), _fix(90, 0.4), _fix(120, 0.7)]
    found, believed = judged(track, Believed(), CITY)
    assert [reason for _, reason in found] == [None, Distrust.TOO_FAST, None, None]
    assert believed == Believed(track[-1])


def test_several_that_agree_outweigh_the_one_that_was_wrong() -> None:
    track = [_fix(0, 22), *(_fix(60 + 60 * n, 0.1 * n) for n in range(4))]
    found, believed = judged(track, Believed(), CITY)
    assert [reason for _, reason in found][1:] == [Distrust.TOO_FAST, Distrust.TOO_FAST, None, None]
    assert believed.trusted == track[-1]


@given(st.lists(FIXES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_delivery_changes_nothing(fixes: list[Fix], chance: object) -> None:
    shuffled = list(fixes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(shuffled, Believed(), CITY) == judged(fixes, Believed(), CITY)


@given(st.lists(FIXES, max_size=8), st.integers(0, 8))
def test_judging_goes_on_where_it_stopped(fixes: list[Fix], cut: int) -> None:
    whole, end = judged(fixes, Believed(), CITY)
    first, believed = judged([fix for fix, _ in whole[:cut]], Believed(), CITY)
    rest, same_end = judged([fix for fix, _ in whole[cut:]], believed, CITY)
    assert ([*first, *rest], same_end) == (whole, end)
