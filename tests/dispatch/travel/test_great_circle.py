"""Great circles: as long as geopy says, and the same whether asked for one by one or as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from dispatch.travel import travel_times
from dispatch.travel.base import BLOCK_CELLS, as_points
from dispatch.travel.great_circle import EARTH_RADIUS_M, drive_s, haversine_m
from tests.dispatch.travel.reading import GROWING, PLAIN, spec

ODD = st.sampled_from([(90.0, 0.0), (-90.0, 77.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0), (40.0, 359.9)])
POINT = st.one_of(ODD, st.tuples(st.floats(-90, 90), st.floats(-360, 360)))
CITY = st.tuples(st.floats(39.8, 40.0), st.floats(116.3, 116.5))


@given(POINT, POINT)
def test_distances_equal_those_of_geopy(a: Any, b: Any) -> None:
    ours = float(haversine_m(as_points([a]), as_points([b]))[0])
    assert ours == pytest.approx(great_circle(a, b).m, rel=1e-6, abs=0.5)


@given(CITY, st.floats(1e-5, 0.2), st.floats(-0.2, 0.2))
def test_distances_within_a_city_equal_those_of_geopy_to_a_millionth(a: Any, dlat: Any, dlon: Any) -> None:
    b = (a[0] + dlat, a[1] + dlon)
    ours = float(haversine_m(as_points([a]), as_points([b]))[0])
    assert ours == pytest.approx(great_circle(a, b).m, rel=1e-6)


@pytest.mark.parametrize(
    ("a", "b", "expected_m"),
    [
        ((90.0, 0.0), (90.0, 120.0), 0.0),
        ((90.0, 0.0), (-90.0, 0.0), np.pi * EARTH_RADIUS_M),
        ((0.0, 179.5), (0.0, -179.5), np.pi / 180 * EARTH_RADIUS_M),
        ((12.0, 34.0), (-12.0, -146.0), np.pi * EARTH_RADIUS_M),
        ((0.0, -180.0), (0.0, 180.0), 0.0),
    ],
    ids=["one pole", "pole to pole", "over the date line", "antipodes", "one meridian"],
)
def test_distances_hold_where_coordinates_end(a: Any, b: Any, expected_m: float) -> None:
    ours = float(haversine_m(as_points([a]), as_points([b]))[0])
    assert ours == pytest.approx(expected_m, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("roads", [PLAIN, GROWING], ids=["one speed", "growing speed"])
@given(st.lists(POINT, min_size=1, max_size=4), st.lists(POINT, min_size=1, max_size=4))
def test_matrix_equals_the_legs_one_by_one(roads: Any, a: Any, b: Any) -> None:
    found = travel_times(spec(roads)).matrix(a, b)
    assert found.tolist() == [[drive_s(spec(roads), x, y) for y in b] for x in a]


def test_a_matrix_of_many_blocks_equals_the_pairs() -> None:
    rng = np.random.default_rng(3)
    a = [(39 + lat, 116 + lon) for lat, lon in rng.random((70, 2)).tolist()]
    b = [(39 + lat, 116 + lon) for lat, lon in rng.random((BLOCK_CELLS // 32, 2)).tolist()]
    times = travel_times(spec(GROWING))
    rows = [times.pairs([origin] * len(b), b) for origin in a]
    assert np.array_equal(times.matrix(a, b), rows)


def test_equal_points_take_no_time_and_whole_seconds_are_not_rounded_up() -> None:
    assert drive_s(spec(GROWING), (90.0, 0.0), (90.0, 0.0)) == 0
    pairs = travel_times(spec(PLAIN)).pairs([(0.0, 180.0)], [(0.0, -180.0)])
    assert pairs.tolist() == [drive_s(spec(PLAIN), (0.0, 180.0), (0.0, -180.0))]


def test_nothing_from_nowhere_is_an_empty_table() -> None:
    times = travel_times(spec(PLAIN))
    assert times.matrix([], [(0.0, 0.0)]).shape == (0, 1)
    assert times.matrix([(0.0, 0.0)], []).shape == (1, 0)
    assert times.pairs([], []).shape == (0,)
