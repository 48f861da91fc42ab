"""Driving times by hour and district."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.fields import SnapshotError
from dispatch.travel import travel_times
from dispatch.travel.districts import cell_of
from tests.dispatch.builders import engineer, job, snapshot
from tests.dispatch.travel.reading import PLAIN, spec

HOUR = 3600
HERE, NEAR, FAR = (39.9, 116.4), (39.92, 116.4), (41.3, 118.0)
FREE_S = travel_times(spec(PLAIN)).pairs([HERE] * 2, [NEAR, FAR]).tolist()
FACTORS = st.lists(st.floats(0.1, 10), min_size=24, max_size=24)


def hours(**factors: float) -> list[float]:
    """Factor 1 but for some hours, such as h8=2.0."""
    return [factors.get(f"h{hour}", 1.0) for hour in range(24)]


def drive_s(at_s: int, to: Any, **travel: Any) -> int:
    return int(travel_times(spec(PLAIN, at_s, **travel)).pairs([HERE], [to])[0])


def test_a_drive_within_one_hour_takes_its_factor() -> None:
    rush = hours(h8=2.0)
    assert drive_s(8 * HOUR, NEAR, hours=rush) == 2 * FREE_S[0]
    assert drive_s(7 * HOUR, NEAR, hours=rush) == FREE_S[0]


def test_a_drive_over_an_hours_end_goes_at_two_paces() -> None:
    begin = 9 * HOUR - 100
    assert drive_s(begin, NEAR, hours=hours(h8=2.0)) == FREE_S[0] + 50
    assert drive_s(begin, NEAR, hours=hours(h9=2.0)) == 100 + 2 * (FREE_S[0] - 100)


def test_hours_are_local_ones_counted_from_any_midnight() -> None:
    rush = hours(h8=2.0)
    for midnight_s in (-86_400, 5 * HOUR, 5 * HOUR + 86_400 * 3):
        at_s = midnight_s + 8 * HOUR
        assert drive_s(at_s, NEAR, hours=rush, midnight_s=midnight_s) == 2 * FREE_S[0]


def test_a_drive_of_more_than_a_day_passes_every_hour() -> None:
    assert drive_s(1234, (-39.9, -63.6), hours=[2.0] * 24) == 2 * drive_s(1234, (-39.9, -63.6))


@given(FACTORS, st.integers(-100_000, 100_000))
def test_whoever_leaves_later_never_arrives_earlier(factors: Any, at_s: int) -> None:
    starts = [at_s, at_s + 1, at_s + 60, at_s + 3600, at_s + 7200]
    for to in (NEAR, FAR):
        arrivals = [start + drive_s(start, to, hours=factors) for start in starts]
        assert all(a <= b for a, b in pairwise(arrivals))


@given(FACTORS, st.integers(0, 86_400))
def test_the_matrix_equals_the_pairs(factors: Any, at_s: int) -> None:
    cell = {"cell": list(cell_of(NEAR, 0.02)), "factors": [1.7, 0.6]}
    table = {"cell_deg": 0.02, "bands": [0, 12], "overall": [1.1, 0.9], "cells": [cell]}
    times = travel_times(spec(PLAIN, at_s, hours=factors, corrections=table))
    points = [HERE, NEAR, FAR]
    found = times.matrix(points, points)
    assert found.tolist() == [times.pairs([a] * 3, points).tolist() for a in points]


def test_corrections_hold_for_drives_into_their_district_and_band() -> None:
    cell = {"cell": list(cell_of(NEAR, 0.02)), "factors": [1.0, 1.5, 1.0]}
    table = {"cell_deg": 0.02, "bands": [0, 7, 10], "overall": [1.0, 2.0, 1.0], "cells": [cell]}
    assert drive_s(8 * HOUR, NEAR, corrections=table) == -(-FREE_S[0] * 3 // 2)
    assert drive_s(8 * HOUR, HERE, corrections=table) == 0
    assert drive_s(12 * HOUR, NEAR, corrections=table) == FREE_S[0]
    there = travel_times(spec(PLAIN, 8 * HOUR, corrections=table)).pairs([NEAR], [HERE])
    assert there.tolist() == [2 * FREE_S[0]]


def test_hours_and_corrections_multiply() -> None:
    table = {"cell_deg": 0.02, "bands": [0], "overall": [1.5], "cells": []}
    assert drive_s(0, NEAR, hours=[2.0] * 24, corrections=table) == 3 * FREE_S[0]


def test_a_snapshot_drives_at_its_own_instant() -> None:
    from dispatch.model.snapshot import parse_snapshot

    travel = {**PLAIN, "hours": hours(h8=2.0)}
    for now_s, factor in ((8 * HOUR, 2), (10 * HOUR, 1)):
        problem = parse_snapshot(snapshot([engineer()], [job()], now_s=now_s, travel=travel))
        assert travel_times(problem.travel).pairs([HERE], [NEAR]).tolist() == [factor * FREE_S[0]]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("hours", [1.0] * 23, "travel.hours"),
        ("hours", [1.0] * 23 + [0], "travel.hours[23]"),
        ("hours", [float("nan")] * 24, "travel.hours[0]"),
        ("midnight_s", "noon", "travel.midnight_s"),
        ("corrections", [], "travel.corrections"),
        ("corrections", {"bands": [1]}, "travel.corrections.bands"),
        ("corrections", {"bands": [0, 9, 9]}, "travel.corrections.bands"),
        ("corrections", {"bands": [0], "cells": [], "cell_deg": 0}, "travel.corrections.cell_deg"),
        (
            "corrections",
            {"bands": [0], "overall": [1, 1], "cells": [], "cell_deg": 1},
            "travel.corrections.overall",
        ),
        (
            "corrections",
            {"bands": [0], "overall": [1], "cells": [{"cell": [1]}], "cell_deg": 1},
            "travel.corrections.cells[0].cell",
        ),
    ],
)
def test_a_field_that_cannot_be_used_is_named(field: str, value: Any, path: str) -> None:
    with pytest.raises(SnapshotError) as fault:
        spec(PLAIN, **{field: value})
    assert fault.value.path == path
