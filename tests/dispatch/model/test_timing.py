"""A stop beside a break: only what overlaps it begins after it."""

from __future__ import annotations

import pytest

from dispatch.model.timing import visit_times

LUNCH = ((1000, 1600),)


@pytest.mark.parametrize(
    ("ready_s", "arrival_s"),
    [
        (600, 700),  # done as the break begins
        (601, 1700),
        (1600, 1700),  # free as it ends
        (1599, 1700),
    ],
)
def test_a_stop_that_only_touches_a_break_does_not_wait_for_it(ready_s: int, arrival_s: int) -> None:
    assert visit_times(ready_s, 100, 300, None, LUNCH) == (arrival_s, arrival_s + 300)
