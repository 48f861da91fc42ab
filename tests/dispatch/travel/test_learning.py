"""What past drives and services teach."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.travel.districts import cell_of
from dispatch.travel.learning import (
    CELL_DEG,
    FEWEST_DRIVES,
    FEWEST_FOR_SPREAD,
    Drive,
    Span,
    learn_corrections,
    learn_spread,
)
from dispatch.travel.spec import TravelSpec
from tests.dispatch.travel.reading import PLAIN, spec

OLD_TOWN, SUBURB = (39.901, 116.401), (39.801, 116.201)
RUSH, NOON = 8.5, 12.0


def drives(
    count: int, factor: float, to: Any = OLD_TOWN, hour: float = NOON, noise: float = 0.0
) -> list[Drive]:
    rng = random.Random(f"{count} {factor} {to} {hour}")
    found = []
    for _ in range(count):
        predicted_s = rng.uniform(200, 2000)
        found.append(Drive(to, hour, Span(predicted_s, predicted_s * factor * rng.lognormvariate(0, noise))))
    return found


def factor_at(seen: list[Drive], to: Any, hour: int) -> float:
    learned = learn_corrections(seen)
    assert learned is not None
    return learned.by_hour(to)[hour]


def test_too_few_drives_teach_nothing() -> None:
    assert learn_corrections(drives(FEWEST_DRIVES - 1, 2.0)) is None
    assert learn_corrections(drives(FEWEST_DRIVES, 2.0)) is not None


def test_many_drives_are_believed_and_few_are_drawn_towards_the_rest() -> None:
    slow = drives(400, 1.0, SUBURB) + drives(400, 1.6)
    assert factor_at(slow, OLD_TOWN, 12) == pytest.approx(1.6, rel=0.03)
    some = drives(400, 1.0, SUBURB) + drives(12, 1.6)
    assert 1.2 < factor_at(some, OLD_TOWN, 12) < 1.5
    few = drives(400, 1.0, SUBURB) + drives(FEWEST_DRIVES - 1, 1.6)
    assert factor_at(few, OLD_TOWN, 12) == factor_at(few, (0.0, 0.0), 12) == pytest.approx(1.0, abs=0.01)


def test_each_band_of_hours_is_learned_apart_and_an_unseen_one_takes_the_average() -> None:
    seen = drives(300, 1.8, hour=RUSH) + drives(300, 1.2)
    assert factor_at(seen, OLD_TOWN, 8) == pytest.approx(1.8, rel=0.03)
    assert factor_at(seen, OLD_TOWN, 12) == pytest.approx(1.2, rel=0.03)
    assert 1.2 < factor_at(seen, OLD_TOWN, 22) < 1.8


def test_a_districts_own_pace_shows_in_hours_that_were_hardly_seen_there() -> None:
    seen = drives(300, 1.0, SUBURB) + drives(300, 2.0, SUBURB, RUSH) + drives(100, 1.3)
    assert factor_at(seen, OLD_TOWN, 8) == pytest.approx(2.6, rel=0.1)


def test_forgotten_arrivals_and_impossible_times_change_nothing() -> None:
    plain = drives(50, 1.3, noise=0.1)
    wild = [Drive(OLD_TOWN, NOON, Span(300, 9000)), Drive(OLD_TOWN, NOON, Span(300, 0))] * 20
    assert learn_corrections(plain + wild) == learn_corrections(plain)
    lingering = [Drive(OLD_TOWN, NOON, Span(600, 2000))] * 5
    assert factor_at(plain + lingering, OLD_TOWN, 12) == pytest.approx(
        factor_at(plain, OLD_TOWN, 12), rel=0.04
    )


def test_corrections_bring_predictions_of_later_drives_closer() -> None:
    def week(seed: int) -> list[Drive]:
        rng = random.Random(seed)
        found = []
        for _ in range(600):
            to, hour = (rng.uniform(39.8, 40.0), rng.uniform(116.2, 116.4)), rng.uniform(0, 24)
            rush = 1.7 if 7 <= hour < 10 else 1.0
            inner = 1.3 if to[0] > 39.9 else 0.9
            predicted_s = rng.uniform(300, 1500)
            observed_s = predicted_s * rush * inner * rng.lognormvariate(0, 0.2)
            found.append(Drive(to, hour, Span(predicted_s, observed_s)))
        return found

    learned = learn_corrections([drive for seed in range(5) for drive in week(seed)])
    assert learned is not None
    later = week(99)
    before = sum(abs(d.took.observed_s - d.took.predicted_s) for d in later)
    factors = [learned.by_hour(d.to)[int(d.hour)] for d in later]
    after = sum(abs(d.took.observed_s - f * d.took.predicted_s) for d, f in zip(later, factors, strict=True))
    assert after < 0.65 * before


def test_spread_is_what_is_left_after_the_corrections() -> None:
    seen = drives(400, 1.8, hour=RUSH, noise=0.15) + drives(400, 0.9, noise=0.15)
    services = [drive.took for drive in drives(400, 1.0, noise=0.4)]
    spread = learn_spread(seen, services, learn_corrections(seen))
    assert spread.travel == pytest.approx(0.15, rel=0.1)
    assert spread.service == pytest.approx(0.4, rel=0.15)
    bare = learn_spread(seen, services, None)
    assert bare.travel == pytest.approx(0.51, rel=0.1)


def test_spread_needs_enough_to_look_at() -> None:
    few = drives(FEWEST_FOR_SPREAD - 1, 1.0, noise=0.2)
    spread = learn_spread(few, [drive.took for drive in few], None)
    assert (spread.service, spread.travel) == (None, None)


SPANS = st.builds(Span, st.floats(0, 1e5), st.floats(0, 1e5))
DRIVES = st.builds(Drive, st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.floats(0, 23.9), SPANS)


@given(st.lists(DRIVES, max_size=40))
def test_whatever_was_seen_the_corrections_can_be_used(seen: Any) -> None:
    learned = learn_corrections(seen)
    if learned is not None:
        read: TravelSpec = spec(PLAIN, corrections=learned.to_dict())
        assert read.corrections == learned
        assert all(math.isfinite(f) and 0.25 <= f <= 4 for f in learned.overall)


def test_districts_are_the_cells_where_drives_end() -> None:
    learned = learn_corrections(drives(100, 1.5))
    assert learned is not None
    assert set(learned.cells) == {cell_of(OLD_TOWN, CELL_DEG)}
