from __future__ import annotations

from datetime import UTC, datetime

from app.demo.randomness import spread, stream, uuid7

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_streams_of_one_seed_are_the_same_and_of_two_purposes_are_not() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()


def test_spread_stays_within_its_limits() -> None:
    rng = stream(1, "spread")
    drawn = [spread(rng, 60, 3.0, 10, 100) for _ in range(500)]
    assert min(drawn) == 10
    assert max(drawn) == 100


def test_event_id_is_a_version_7_uuid_that_carries_its_time() -> None:
    made = uuid7(NOON, stream(1, "ids"))
    assert made.version == 7
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_event_ids_of_one_instant_differ() -> None:
    rng = stream(1, "ids")
    assert len({uuid7(NOON, rng) for _ in range(1000)}) == 1000
