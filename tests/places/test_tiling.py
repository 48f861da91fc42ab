"""Shapes are cut at the edges of tiles, joined where they are alike, and read back as they were put in."""

from __future__ import annotations

import gzip
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.places.rules.tiling import (
    BUFFER,
    EXTENT,
    Things,
    Tile,
    bounds_of,
    clipped,
    degrees,
    projected,
    tiles_of,
)

pytestmark = pytest.mark.any_database

ROAD = (("kind", "primary"),)


def things(*rows: tuple[Any, str, tuple[tuple[str, str], ...], int]) -> Things:
    shapes, layers, properties, zooms = zip(*rows, strict=True)
    drawn = shapely.transform(np.array(shapes, dtype=object), projected)
    return Things(list(drawn), list(layers), list(properties), list(zooms))


def layer(tile: Tile, name: str) -> list[dict[str, Any]]:
    told = mapbox_vector_tile.decode(gzip.decompress(tile.data), default_options={"y_coord_down": True})
    features: list[dict[str, Any]] = told.get(name, {"features": []})["features"]
    return features


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_a_point_of_the_square_leads_back(lon: float, lat: float) -> None:
    ((x, y),) = projected(np.array([[lon, lat]]))
    assert degrees(x, y) == pytest.approx((lon, lat), abs=1e-6)


def test_the_world_is_a_square() -> None:
    points = projected(np.array([[0.0, 0.0], [-180, 85.0511], [180, -85.0511], [0, 90]]))
    assert points == pytest.approx(np.array([[0.5, 0.5], [0, 0], [1, 1], [0.5, 0]]), abs=1e-6)


@given(st.integers(0, 14).flatmap(lambda zoom: st.tuples(st.just(zoom), st.integers(0, 2**zoom - 1))))
def test_neighbours_overlap_by_what_they_have_beyond_their_edges(at: tuple[int, int]) -> None:
    zoom, x = at
    side = 1 / 2**zoom
    _, _, east, _ = bounds_of(zoom, x, 0)
    west, *_ = bounds_of(zoom, x + 1, 0)
    assert east - west == pytest.approx(2 * side * BUFFER / EXTENT)


def test_what_lies_beyond_is_cut_off() -> None:
    line, point = shapely.LineString([(-1, 0.5), (2, 0.5)]), shapely.Point(3, 3)
    inside, outside = clipped(np.array([line, point]), (0, 0, 1, 1))
    assert shapely.equals(inside, shapely.LineString([(0, 0.5), (1, 0.5)]))
    assert outside.is_empty


def test_a_line_across_an_edge_is_in_both_tiles() -> None:
    (first, second) = tiles_of(things((shapely.LineString([(-10, 10), (10, 10)]), "streets", ROAD, 1)), [1])
    assert [(one.zoom, one.x, one.y) for one in (first, second)] == [(1, 0, 0), (1, 1, 0)]
    (feature,) = layer(second, "streets")
    assert feature["properties"] == {"kind": "primary"}
    xs = [x for x, _ in feature["geometry"]["coordinates"]]
    assert (min(xs), max(xs)) == (-BUFFER, round(10 / 180 * EXTENT))


def test_nothing_is_drawn_before_its_zoom_nor_where_it_is_not() -> None:
    place = things((shapely.Point(100, 40), "place_labels", (("kind", "hamlet"), ("name", "屯")), 3))
    found = list(tiles_of(place, range(5)))
    assert [(one.zoom, one.x, one.y) for one in found] == [(3, 6, 3), (4, 12, 6)]
    assert layer(found[0], "place_labels")[0]["properties"]["name"] == "屯"


def test_a_street_of_many_ways_has_one_name() -> None:
    named = (("kind", "primary"), ("name", "建国路"))
    ways = [shapely.LineString([(lon, 40), (lon + 1, 40)]) for lon in (100, 101, 102)]
    (tile,) = tiles_of(things(*((way, "street_labels", named, 2) for way in ways)), [2])
    (feature,) = layer(tile, "street_labels")
    assert feature["geometry"]["type"] == "LineString"


def test_alike_areas_are_one_feature_and_keep_their_holes() -> None:
    ring = shapely.box(100, 30, 104, 34)
    holed = shapely.difference(ring, shapely.box(101, 31, 102, 32))
    other = shapely.box(106, 30, 108, 32)
    (tile,) = tiles_of(
        things((holed, "land", (("kind", "park"),), 4), (other, "land", (("kind", "park"),), 4)), [4]
    )
    (feature,) = layer(tile, "land")
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert sorted(len(polygon) for polygon in feature["geometry"]["coordinates"]) == [1, 2]


def test_areas_of_less_than_a_pixel_are_left_out() -> None:
    house = things((shapely.box(100, 40, 100.0001, 40.0001), "buildings", (("kind", "building"),), 5))
    assert list(tiles_of(house, [5])) == []
    assert len(list(tiles_of(house, [14]))) == 1


def test_the_same_things_are_the_same_bytes() -> None:
    same = things((shapely.LineString([(1, 1), (2, 2)]), "streets", ROAD, 1))
    assert list(tiles_of(same, [1, 2])) == list(tiles_of(same, [1, 2]))
