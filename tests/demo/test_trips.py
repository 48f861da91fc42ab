"""Drives by the roads of a road engine."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.demo.errors import DemoError
from app.demo.roads import drive_s
from app.demo.trips import Path, RoadTrips
from app.demo.world import Roads

A, BEND, B = (42.5, 1.5), (42.6, 1.5), (42.6, 1.6)
STRAIGHT = Roads(1.5, 38.0)


class Engine:
    """Gives one answer to every call, and notes what it was asked."""

    def __init__(self, answer: Any, status: int = 200) -> None:
        self.asked: list[httpx.URL] = []
        self._answer, self._status = answer, status
        client = httpx.Client(transport=httpx.MockTransport(self._reply))
        self.trips = RoadTrips("http://roads/", STRAIGHT, client)

    def _reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        return httpx.Response(self._status, json=self._answer)


def route(seconds: float, points: list[Any], pieces: list[float]) -> dict[str, Any]:
    lines = {"coordinates": [[lon, lat] for lat, lon in points]}
    legs = [{"annotation": {"duration": pieces}}]
    return {"code": "Ok", "routes": [{"duration": seconds, "geometry": lines, "legs": legs}]}


def test_a_drive_takes_what_its_roads_take_and_bends_with_them() -> None:
    engine = Engine(route(400, [A, BEND, B], [90, 270]))
    trip = engine.trips.trip(A, B)
    assert trip.seconds == 400
    assert trip.path.position(0) == A
    assert trip.path.position(0.25) == BEND
    assert trip.path.position(0.125) == pytest.approx((42.55, 1.5))
    assert trip.path.position(0.625) == pytest.approx((42.6, 1.55))
    assert trip.path.position(1.5) == B
    assert engine.asked[0].path == "/route/v1/driving/1.500000,42.500000;1.600000,42.600000"


def test_a_drive_is_asked_for_once() -> None:
    engine = Engine(route(400, [A, B], [400]))
    assert engine.trips.trip(A, B) is engine.trips.trip(A, B)
    assert len(engine.asked) == 1


def test_points_that_lie_in_one_place_are_passed_at_once() -> None:
    path = Engine(route(100, [A, A, BEND, BEND, B], [0, 50, 0, 50])).trips.trip(A, B).path
    assert path == Path((0.0, 0.5, 1.0), (A, BEND, B))


def test_a_drive_to_where_one_is_takes_no_time() -> None:
    trip = Engine(route(0, [A, A], [0])).trips.trip(A, A)
    assert (trip.seconds, trip.path.position(0.5)) == (0, A)


def test_where_no_road_leads_the_drive_is_straight() -> None:
    trip = Engine({"code": "NoRoute"}, 400).trips.trip(A, B)
    assert trip.seconds == drive_s(STRAIGHT, A, B)
    assert trip.path == Path.straight(A, B)


@pytest.mark.parametrize("answer", [{}, [], {"code": "Ok", "routes": []}, {"code": "InvalidQuery"}])
def test_an_answer_that_is_none_is_told(answer: Any) -> None:
    with pytest.raises(DemoError, match="http://roads"):
        Engine(answer, 400).trips.trip(A, B)


def test_what_is_no_road_engine_is_refused() -> None:
    Engine(route(0, [A, A], [0])).trips.check(A)
    with pytest.raises(DemoError, match="no road engine"):
        Engine(route(7, [A, B], [7])).trips.check(A)
    with pytest.raises(DemoError, match="no road engine"):
        RoadTrips("roads", STRAIGHT).check(A)
