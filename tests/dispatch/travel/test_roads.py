"""Road times: asked for once, in batches, within one time-out; the great circle answers for the rest."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.travel import Sources, travel_times
from dispatch.travel.great_circle import drive_s
from dispatch.travel.osrm import REST_S, Osrm, batches
from dispatch.travel.roads import KEEP_S, PAIRS_AT_ONCE, TIMEOUT_S, Roads, rectangles
from tests.dispatch.travel.reading import ROADS, spec
from tests.support.roads import serving, table_answer

Answer = Callable[[list[list[float]]], Any]


def seconds_of(cell: Sequence[Sequence[float]]) -> float | None:
    """A road time that tells direction and distance apart; none to the south pole."""
    (lon_a, lat_a), (lon_b, lat_b) = cell
    if lat_b == -90:
        return None
    return round(1000 * abs(lat_b - lat_a) + 2000 * abs(lon_b - lon_a) + (100 if lat_b > lat_a else 0), 1)


def table_of(url: str) -> dict[str, Any]:
    """What a server says to a call of the table service."""
    return table_answer(url, lambda a, b: seconds_of((a[::-1], b[::-1])))


class Server:
    """Answers by `table_of` at an address of its own, notes what it was asked, and can be made to fail."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.now = 0.0
        self.takes_s = 0.0
        self.body: Callable[[str], Any] = table_of
        self.sources = Sources(self.fetch, lambda: self.now)

    def fetch(self, url: str, timeout_s: float) -> bytes:
        assert timeout_s > 0
        self.urls.append(url)
        self.now += min(self.takes_s, timeout_s)
        if self.takes_s > timeout_s:
            raise TimeoutError
        return json.dumps(self.body(url)).encode()

    def refuse(self, url: str) -> Any:
        raise OSError(f"nobody at {url}")

    def asked(self) -> int:
        """How many calls there were since this was asked last."""
        count = len(self.urls)
        self.urls.clear()
        return count

    def times(self, **travel: Any) -> Any:
        return travel_times(spec(ROADS, **travel), self.sources)


@pytest.fixture
def server() -> Server:
    return Server()


def places(count: int, lat: float = 1.0) -> list[Any]:
    return [(lat, round(2 + n / 100, 5)) for n in range(count)]


def truth(origins: Any, destinations: Any) -> list[list[int]]:
    return [[math.ceil(seconds_of((a[::-1], b[::-1])) or 0) for b in destinations] for a in origins]


def test_a_table_is_asked_for_in_few_batches_and_rounded_up(server: Server) -> None:
    origins, goals = places(120), places(130, lat=1.5)
    assert server.times().matrix(origins, goals).tolist() == truth(origins, goals)
    assert server.asked() == 9
    assert server.times(table_size=1000).matrix(origins, goals).tolist() == truth(origins, goals)
    assert server.asked() == 1


def test_the_other_side_of_the_date_line_is_named_as_the_server_wants_it(server: Server) -> None:
    server.times().matrix([(0.0, 0.0)], [(1.0, 190.0)])
    assert server.urls == [
        "http://road.example/table/v1/driving/0.000000,0.000000;-170.000000,1.000000?sources=0&destinations=1"
    ]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(2, 12))
def test_batches_cover_each_cell_once_and_keep_the_servers_limit(rows: int, columns: int, size: int) -> None:
    covered = np.zeros((rows, columns), dtype=int)
    for block in batches(rows, columns, size):
        covered[block] += 1
        assert sum(covered[block].shape) <= size
    assert (covered == 1).all()


def test_what_was_asked_once_is_known_in_the_next_snapshot(server: Server) -> None:
    points = places(40)
    server.times().matrix(points, points)
    assert server.asked() == 1
    assert server.times().matrix(points, points[::-1]).tolist() == truth(points, points[::-1])
    pairs = server.times().pairs(points[:-1], points[1:])
    assert pairs.tolist() == np.diagonal(truth(points[:-1], points[1:])).tolist()
    assert server.asked() == 0


def test_a_new_request_costs_its_row_and_its_column(server: Server) -> None:
    points = places(60)
    server.times().matrix(points[:-1], points[:-1])
    server.asked()
    assert server.times().matrix(points, points).tolist() == truth(points, points)
    cells = [parse_qs(urlsplit(url).query) for url in server.urls]
    sizes = [len(q["sources"][0].split(";")) * len(q["destinations"][0].split(";")) for q in cells]
    assert sorted(sizes) == [59, 60]


def test_what_is_known_is_asked_for_again_after_a_while(server: Server) -> None:
    server.times().matrix(places(2), places(2))
    server.now += KEEP_S + 1
    server.asked()
    server.times().matrix(places(2), places(2))
    assert server.asked() == 1


def test_more_places_than_are_remembered_are_asked_for_as_they_are() -> None:
    class Engine:
        def table(self, origins: Any, destinations: Any, end: float) -> Any:
            assert end == TIMEOUT_S
            return np.full((len(origins), len(destinations)), 5)

    roads = Roads(Engine(), lambda: 0.0, most_places=3)
    assert roads.table(places(3), places(2, lat=2.0)).tolist() == [[5, 5]] * 3


def test_a_leg_without_a_road_is_a_great_circle_and_is_not_asked_for_again(server: Server) -> None:
    here, pole = (0.0, 0.0), (-90.0, 0.0)
    for _ in range(2):
        assert server.times().pairs([here], [pole]).tolist() == [drive_s(spec(ROADS), here, pole)]
    assert server.asked() == 1


@pytest.mark.parametrize(
    "body",
    [
        lambda _: {"code": "NoTable"},
        lambda _: {"durations": [[1, 2]]},
        lambda _: {"durations": "soon"},
        lambda _: {"durations": [[-1.0]]},
        lambda _: {"durations": [[1e99]]},
        lambda _: [],
    ],
)
def test_nonsense_is_answered_by_the_great_circle(server: Server, body: Any) -> None:
    server.body = body
    expected = drive_s(spec(ROADS), (0.0, 0.0), (0.0, 0.1))
    assert server.times().matrix([(0.0, 0.0)], [(0.0, 0.1)]).tolist() == [[expected]]


def test_a_server_that_failed_is_left_alone_for_a_while(server: Server) -> None:
    here, there = places(2)
    plain, server.body = drive_s(spec(ROADS), here, there), server.refuse
    for _ in range(3):
        assert server.times().pairs([here], [there]).tolist() == [plain]
    assert server.asked() == 1
    server.body = table_of
    server.now += REST_S - 1
    assert server.times().pairs([here], [there]).tolist() == [plain]
    server.now += 1
    assert server.times().pairs([here], [there]).tolist() == truth([here], [there])[0]


def test_a_slow_server_costs_one_time_out_for_the_whole_table(server: Server) -> None:
    server.takes_s, origins = TIMEOUT_S / 2.5, places(500)
    found = server.times().matrix(origins, places(3, lat=1.5))
    assert server.now == pytest.approx(TIMEOUT_S)
    assert found[:97].tolist() == truth(origins[:97], places(3, lat=1.5))
    assert found[-1].tolist() == [drive_s(spec(ROADS), origins[-1], p) for p in places(3, lat=1.5)]


def test_pairs_are_asked_for_only_where_they_are_unknown(server: Server) -> None:
    points = places(8)
    server.times().pairs(points[:2], points[2:4])
    server.asked()
    found = server.times().pairs(points[:4], points[2:6])
    assert found.tolist() == np.diagonal(truth(points[:4], points[2:6])).tolist()
    assert [url.partition("?")[0].count(",") for url in server.urls] == [4]


def test_more_pairs_than_are_remembered_are_asked_for_in_parts(server: Server) -> None:
    roads = Roads(Osrm("http://road.example", 100, server.fetch, lambda: 0.0), lambda: 0.0, most_places=3)
    points = places(120)
    assert (
        roads.pairs(points[:-1], points[1:]).tolist() == np.diagonal(truth(points[:-1], points[1:])).tolist()
    )


def test_pairs_share_one_time_out(server: Server) -> None:
    server.takes_s = TIMEOUT_S / 2
    points = places(10 * PAIRS_AT_ONCE + 1)
    assert len(server.times().pairs(points[:-1], points[1:])) == 10 * PAIRS_AT_ONCE
    assert server.now == pytest.approx(TIMEOUT_S)
    assert server.times().pairs([], []).tolist() == []


def test_what_came_in_time_is_not_asked_for_again(server: Server) -> None:
    server.takes_s, origins = TIMEOUT_S / 2, places(300)
    found = [server.times().matrix(origins, places(50, lat=1.5)) for _ in range(3)]
    assert found[-1].tolist() == truth(origins, places(50, lat=1.5))
    assert server.asked() == 6


def test_a_server_that_had_little_time_left_has_not_failed(server: Server) -> None:
    server.takes_s, origins = TIMEOUT_S / 1.5, places(100)
    server.times().matrix(origins, places(50, lat=1.5))
    assert server.asked() == 2
    assert server.times().matrix(origins, places(50, lat=1.5)).tolist() == truth(origins, places(50, lat=1.5))
    server.takes_s = 2 * TIMEOUT_S
    server.times().matrix(places(1, lat=3.0), places(1))
    server.takes_s = 0.0
    server.asked()
    server.times().matrix(places(1, lat=3.0), places(1))
    assert server.asked() == 0


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=5))
def test_rectangles_cover_what_is_missing(missing: Any) -> None:
    mask = np.array(missing)
    for rows, columns in rectangles(mask):
        mask[np.ix_(rows, columns)] = False
    assert not mask.any()


def test_a_real_server_is_asked_over_http() -> None:
    with serving(lambda path: (200, json.dumps(table_of(path)).encode())) as url:
        times = travel_times(spec(ROADS, url=url), Sources())
        assert times.matrix(places(70), places(70)).tolist() == truth(places(70), places(70))


def test_a_server_that_refuses_or_is_gone_is_answered_for() -> None:
    here, there = places(2)
    with serving(lambda _: (400, b'{"code": "TooBig"}')) as url:
        refused = travel_times(spec(ROADS, url=url), Sources()).pairs([here], [there])
    gone = travel_times(spec(ROADS, url=url), Sources()).pairs([here], [there])
    assert refused.tolist() == gone.tolist() == [drive_s(spec(ROADS), here, there)]
