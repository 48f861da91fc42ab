from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from dispatch.fields import Fields
from dispatch.travel import travel_times
from dispatch.travel.base import as_points
from dispatch.travel.great_circle import drive_s, haversine_m
from dispatch.travel.spec import read_travel

POINT = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
ROADS = {"model": "great_circle", "circuity": 1.3, "speed_kmh": {"short": 25, "long": 35, "full_at_km": 15}}


def spec(travel: Any) -> Any:
    return read_travel(Fields.of(travel, "travel"))


@given(POINT, POINT)
def test_distances_equal_those_of_geopy(a: Any, b: Any) -> None:
    ours = float(haversine_m(as_points([a]), as_points([b]))[0])
    assert ours == pytest.approx(great_circle(a, b).m, rel=1e-6, abs=0.5)


@given(st.lists(POINT, min_size=1, max_size=4), st.lists(POINT, min_size=1, max_size=4))
def test_matrix_equals_the_legs_one_by_one(a: Any, b: Any) -> None:
    found = travel_times(spec(ROADS)).matrix(a, b)
    assert found.tolist() == [[drive_s(spec(ROADS), x, y) for y in b] for x in a]


def test_equal_points_take_no_time_and_whole_seconds_are_not_rounded_up() -> None:
    assert drive_s(spec(ROADS), (90.0, 0.0), (90.0, 0.0)) == 0
    plain = spec({**ROADS, "speed_kmh": 30})
    pairs = travel_times(plain).pairs([(0.0, 180.0)], [(0.0, -180.0)])
    assert pairs.tolist() == [drive_s(plain, (0.0, 180.0), (0.0, -180.0))]


def test_given_matrix_falls_back_to_the_great_circle_where_it_knows_nothing() -> None:
    given_times = {"model": "matrix", "points": [[0, 0], [0, 0.1]], "seconds": [[0, 77], [None, 0]]}
    times, here, there, away = travel_times(spec(given_times)), (0.0, 0.0), (0.0, 0.1), (0.0, 0.2)
    plain = drive_s(spec(given_times), here, there)
    assert times.pairs([here, there, there], [there, here, away]).tolist() == [77, plain, plain]
    assert times.matrix([here], [there, here]).tolist() == [[77, 0]]


class Server:
    """Answers table calls from a function of the URL."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.urls: list[str] = []

    def __call__(self, url: Any, timeout_s: Any) -> Any:
        self.urls.append(url)
        if self.body is None:
            raise OSError("refused")
        return json.dumps(self.body(url)).encode()


OSRM = {"model": "osrm", "url": "http://road.example/"}


def durations(url: Any) -> Any:
    query = url.partition("?")[2]
    sources, sinks = (part.count(";") + 1 for part in query.split("&"))
    return {"durations": [[12.2] * sinks for _ in range(sources)]}


def test_road_engine_is_asked_in_batches_and_seconds_are_rounded_up() -> None:
    server = Server(durations)
    times = travel_times(spec(OSRM), server)
    assert times.matrix([(0.0, 0.0)] * 60, [(1.0, 190.0)] * 3).tolist() == [[13] * 3] * 60
    assert len(server.urls) == 2
    assert server.urls[0].startswith("http://road.example/table/v1/driving/0.000000,0.000000;")
    assert "-170.000000,1.000000" in server.urls[0]
    assert times.pairs([(0.0, 0.0)] * 2, [(1.0, 1.0)] * 2).tolist() == [13, 13]
    assert times.pairs([], []).tolist() == []


@pytest.mark.parametrize(
    "body", [None, lambda url: {"durations": [[None]]}, lambda url: {}, lambda url: {"durations": [[1, 2]]}]
)
def test_unanswered_legs_use_the_great_circle(body: Any) -> None:
    times = travel_times(spec(OSRM), Server(body))
    expected = drive_s(spec(OSRM), (0.0, 0.0), (0.0, 0.1))
    assert np.array_equal(times.matrix([(0.0, 0.0)], [(0.0, 0.1)]), [[expected]])
