"""Demand learned from what was seen: by hand, by its limits, and back from what it generates."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from dispatch.simulation.demand import LearnedDemand, Seen, cell_of, learn_demand
from dispatch.simulation.generator import Terms, Wanted, make_day
from tests.dispatch.simulation.worlds import at, member

WATCHED = [4.0] * 168
NINE = 9


def wanted(district: str, minutes: int = 30) -> Wanted:
    return Wanted(at(0), district, "desktop", 1, minutes * 60, service_ratio=1.0)


def seen(*counts: tuple[int, str, int]) -> list[Seen]:
    """(hour of the week, district, how many)."""
    return [Seen(hour, wanted(district)) for hour, district, count in counts for _ in range(count)]


def test_rate_of_an_hour_is_drawn_towards_that_of_the_same_hour_on_like_days() -> None:
    learned = learn_demand(seen((NINE, "north", 40)), WATCHED, prior_weeks=4)
    # forty at nine on four Mondays; the five working days together had 40 in 20 hours watched
    assert learned.rate(NINE) == pytest.approx((40 + 4 * 2) / (4 + 4))
    assert learned.rate(24 + NINE) == pytest.approx(4 * 2 / 8)
    assert learned.rate(5 * 24 + NINE) == 0
    assert learned.rate(10) == 0


def test_shares_of_an_hour_are_drawn_towards_those_of_all_hours() -> None:
    learned = learn_demand(seen((NINE, "north", 10), (10, "south", 30)), WATCHED, prior_requests=40)
    assert learned.cells == ("north", "south")
    assert learned.shares[NINE] == pytest.approx(((10 + 40 * 0.25) / 50, (0 + 40 * 0.75) / 50))
    assert learned.shares[0] == pytest.approx((0.25, 0.75))
    assert all(sum(row) == pytest.approx(1) for row in learned.shares)


def test_without_a_prior_the_figures_are_those_that_were_seen() -> None:
    learned = learn_demand(seen((NINE, "north", 8)), WATCHED, prior_weeks=0, prior_requests=1e-9)
    assert learned.rate(NINE) == 2
    assert learned.rate(NINE + 24) == 0


@pytest.mark.parametrize(
    ("requests", "watched"),
    [([], WATCHED), (seen((3, "north", 1)), [1.0] * 24), (seen((3, "north", 1)), [0.0] * 168)],
)
def test_nothing_is_learned_from_nothing(requests: Sequence[Seen], watched: Sequence[float]) -> None:
    with pytest.raises(ValueError, match="request"):
        learn_demand(requests, watched)


def test_what_is_generated_teaches_what_was_learned() -> None:
    first = learn_demand(
        seen((NINE, "north", 120), (NINE, "south", 40), (14, "south", 80), (5 * 24 + NINE, "north", 20)),
        WATCHED,
    )
    rng = random.Random(1)
    made: list[Seen] = []
    weeks = 150
    for _ in range(weeks):
        for hour in (NINE, 14, 5 * 24 + NINE):
            count = sum(rng.random() < first.rate(hour) / 100 for _ in range(100))
            made += [Seen(hour, first.draw(rng, hour)) for _ in range(count)]
    again = learn_demand(made, [float(weeks)] * 168)
    for hour in (NINE, 14, 5 * 24 + NINE):
        assert again.rate(hour) == pytest.approx(first.rate(hour), rel=0.1)
    assert again.shares[NINE][0] == pytest.approx(first.shares[NINE][0], abs=0.04)


def test_day_of_learned_demand_asks_for_what_was_asked_for() -> None:
    learned: LearnedDemand = learn_demand(
        [Seen(hour, wanted(f"D{hour % 3}", 10 + hour)) for hour in range(8, 18) for _ in range(20)], WATCHED
    )
    day = make_day(1, 0, learned, [member()], Terms())
    kinds = {(f"D{hour % 3}", 600 + 60 * hour) for hour in range(8, 18)}
    assert {(one.district, one.expected_service_s) for one in day.requests} <= kinds
    assert all(one.service_s == one.expected_service_s for one in day.requests)
    assert len(Counter(one.district for one in day.requests)) == 3


def test_points_of_one_square_share_a_cell_and_others_do_not() -> None:
    origin = (60.0, 10.0)
    km_north, km_east = 1 / 111.195, 2 / 111.195
    assert cell_of((60 + km_north, 10 - km_east), origin) == cell_of(origin, origin) == "60.000, 10.000"
    assert cell_of((60 + 2 * km_north, 10), origin) != cell_of(origin, origin)
    assert cell_of((60, 10 + 2 * km_east), origin) != cell_of(origin, origin)
