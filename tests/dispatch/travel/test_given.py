"""Times that come with the snapshot."""

from __future__ import annotations

from dispatch.travel import travel_times
from dispatch.travel.great_circle import drive_s
from tests.dispatch.travel.reading import spec

GIVEN = {"model": "matrix", "points": [[0, 0], [0, 0.1]], "seconds": [[0, 77], [None, 0]]}
HERE, THERE, AWAY = (0.0, 0.0), (0.0, 0.1), (0.0, 0.2)


def test_given_matrix_falls_back_to_the_great_circle_where_it_knows_nothing() -> None:
    times, plain = travel_times(spec(GIVEN)), drive_s(spec(GIVEN), HERE, THERE)
    assert times.pairs([HERE, THERE, THERE], [THERE, HERE, AWAY]).tolist() == [77, plain, plain]
    assert times.matrix([HERE], [THERE, HERE]).tolist() == [[77, 0]]
    assert times.matrix([AWAY], [THERE]).tolist() == [[plain]]
