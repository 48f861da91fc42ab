from __future__ import annotations

import pytest

from dispatch.benchmarks.instances import Shape, instant, merged, parse_shape, territories
from dispatch.model.snapshot import parse_snapshot


def test_same_seed_makes_the_same_instant() -> None:
    assert instant(Shape(12, 30), 5) == instant(Shape(12, 30), 5)


def test_another_seed_makes_another_instant() -> None:
    assert instant(Shape(12, 30), 5) != instant(Shape(12, 30), 6)


def test_instant_is_a_valid_snapshot_of_its_size() -> None:
    problem = parse_snapshot(instant(Shape(40, 100), 1))
    assert (len(problem.engineers), len(problem.jobs), problem.profile) == (40, 100, "snapshot")
    assert all(0 < job.due_at_s - problem.now_s <= problem.promise_s for job in problem.jobs)


@pytest.mark.parametrize("text", ["E100_J250", "e100_j250", "100x250"])
def test_size_is_read_in_both_spellings(text: str) -> None:
    assert parse_shape(text) == Shape(100, 250)


@pytest.mark.parametrize("text", ["", "100", "E100", "Ex_Jy", "-1x5"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        parse_shape(text)


def test_territories_share_out_the_whole_crew_under_names_of_their_own() -> None:
    parts = list(territories(130, 60, jobs_each=1.0, seed=3))
    assert [len(part["engineers"]) for part in parts] == [44, 43, 43]
    problem = parse_snapshot(merged(parts))  # refuses an id that occurs twice
    assert len(problem.engineers) == len(problem.jobs) == 130
