from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.demo.players.errand import Leg
from app.demo.trips import Path

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
HERE, THERE = (40.0, 116.0), (40.0, 117.0)
LEG = Leg(Path.straight(HERE, THERE), EIGHT, EIGHT + timedelta(seconds=100))


def test_position_moves_evenly_from_start_to_end() -> None:
    assert LEG.position(EIGHT) == (40.0, 116.0)
    assert LEG.position(EIGHT + timedelta(seconds=25)) == (40.0, 116.25)
    assert LEG.position(EIGHT + timedelta(hours=1)) == (40.0, 117.0)


def test_trace_has_a_point_every_half_minute_and_one_at_the_end() -> None:
    seconds = [(at - EIGHT).total_seconds() for at, _ in LEG.trace(EIGHT, EIGHT + timedelta(seconds=100))]
    assert seconds == [30, 60, 90, 100]


def test_drive_to_where_one_is_takes_no_time() -> None:
    assert Leg(Path.straight(HERE, HERE), EIGHT, EIGHT).position(EIGHT) == HERE


def test_drive_with_a_stop_stands_there_and_goes_on_as_before() -> None:
    stopped = LEG.standing(0.4, timedelta(seconds=60))
    at = [stopped.position(EIGHT + timedelta(seconds=s))[1] for s in (20, 40, 70, 100, 130, 160)]
    assert [round(lon, 6) for lon in at] == [116.2, 116.4, 116.4, 116.4, 116.7, 117.0]
    assert stopped.arrives_at - LEG.arrives_at == timedelta(seconds=60)
