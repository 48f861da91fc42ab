"""Whether the comparison is fair: made-up engineers whose true skill is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
import pytest

from app.stars.rules.comparing import Observed, Standing, compare
from app.stars.rules.measures import Measure

PEOPLE, VISITS, FAULTS = 40, 200, 10
HARDNESS = np.linspace(-1.6, 1.6, FAULTS)
Rng = np.random.Generator

pytestmark = pytest.mark.any_database


def _id(number: int) -> UUID:
    return UUID(int=number + 1)


def _work(rng: Rng, *, unlike: bool) -> list[tuple[int, int]]:
    """Who was sent to which fault; where the work is unlike, every second one gets the hard faults mostly."""
    found = []
    for person in range(PEOPLE):
        hard = FAULTS // 2 * (person % 2)
        for _ in range(VISITS):
            own = rng.integers(FAULTS // 2) + hard
            found.append((person, int(own if unlike and rng.random() < 0.8 else rng.integers(FAULTS))))
    return found


def _seen(
    work: Sequence[tuple[int, int]], values: Sequence[float], judges: Sequence[int] = ()
) -> list[Observed]:
    found = []
    for n, ((person, fault), value) in enumerate(zip(work, values, strict=True)):
        judge = judges[n] if judges else n % 97
        found.append(
            Observed(_id(person), _id(n), f"fault{fault}", _id(person % 3), n % 4, _id(judge), value)
        )
    return found


def _mended(rng: Rng, work: Sequence[tuple[int, int]], skill: Sequence[float]) -> list[float]:
    chances = [1 / (1 + np.exp(-(1.5 + skill[person] - HARDNESS[fault]))) for person, fault in work]
    return [float(rng.random() < chance) for chance in chances]


def _apart(found: Mapping[UUID, Standing], column: str) -> float:
    """How far those with the hard work stand below those with the easy."""
    shares = [[getattr(found[_id(n)], column) for n in range(side, PEOPLE, 2)] for side in (0, 1)]
    return float(np.mean(shares[0]) - np.mean(shares[1]))


def test_equal_skill_on_unlike_work_comes_out_equal_where_the_mean_does_not() -> None:
    rng = np.random.default_rng(11)
    work = _work(rng, unlike=True)
    found = compare(Measure.FIRST_FIX, _seen(work, _mended(rng, work, [0.0] * PEOPLE)))
    assert _apart(found, "raw") > 0.15
    assert abs(_apart(found, "adjusted")) < 0.01
    assert sum(one.apart != 0 for one in found.values()) <= PEOPLE // 5


def test_true_difference_is_found_and_the_interval_holds_it_four_times_in_five() -> None:
    rng = np.random.default_rng(12)
    skill = rng.normal(0, 0.6, PEOPLE)
    work = _work(rng, unlike=True)
    found = compare(Measure.FIRST_FIX, _seen(work, _mended(rng, work, list(skill))))
    everywhere = [fault for _, fault in work]
    truth = [float(np.mean(1 / (1 + np.exp(-(1.5 + s - HARDNESS[everywhere]))))) for s in skill]
    held = [found[_id(n)].low <= truth[n] <= found[_id(n)].high for n in range(PEOPLE)]
    assert 0.65 <= np.mean(held) <= 0.95
    order = [found[_id(n)].adjusted for n in range(PEOPLE)]
    naive = [found[_id(n)].raw for n in range(PEOPLE)]
    assert np.corrcoef(order, truth)[0, 1] > 0.9 > np.corrcoef(naive, truth)[0, 1]


def test_half_a_star_is_found_at_200_visits() -> None:
    rng = np.random.default_rng(13)
    work = _work(rng, unlike=False)
    better = [0.5 if person == 7 else 0.0 for person, _ in work]
    scores = [float(np.clip(round(4.2 + more + rng.normal(0, 0.7)), 1, 5)) for more in better]
    found = compare(Measure.SCORE, _seen(work, scores))
    assert found[_id(7)].apart == 1
    assert found[_id(7)].adjusted == max(one.adjusted for one in found.values())


def test_rater_who_always_gives_one_moves_nobody_far() -> None:
    """Twenty of 200 visits of one engineer were at his door: the mean falls by a third of a star."""
    rng = np.random.default_rng(14)
    work = _work(rng, unlike=False)
    judges = [int(rng.integers(300)) for _ in work]
    scores = [float(np.clip(round(4.6 + rng.normal(0, 0.5)), 1, 5)) for _ in work]
    before = compare(Measure.SCORE, _seen(work, scores, judges))[_id(7)]
    mine = [n for n, (person, _) in enumerate(work) if person == 7][:20]
    other = [n for n, (person, _) in enumerate(work) if person != 7][:20]
    for n in (*mine, *other):
        judges[n], scores[n] = 300, 1.0
    after = compare(Measure.SCORE, _seen(work, scores, judges))[_id(7)]
    assert before.raw - after.raw > 0.3
    assert abs(before.adjusted - after.adjusted) < 0.1


def test_few_visits_stay_near_the_mean_and_say_so() -> None:
    rng = np.random.default_rng(15)
    work = [*_work(rng, unlike=False), (PEOPLE, 0), (PEOPLE, 1), (PEOPLE, 2)]
    skill = [*rng.normal(0, 0.5, PEOPLE), 0.0]
    values = [*_mended(rng, work[:-3], skill), 0.0, 0.0, 0.0]
    found = compare(Measure.FIRST_FIX, _seen(work, values))
    newcomer = found[_id(PEOPLE)]
    mean = float(np.mean(values))
    assert newcomer.raw == 0.0
    assert newcomer.adjusted > mean - 0.2
    assert newcomer.reliability < 0.3 < found[_id(0)].reliability
    assert newcomer.high - newcomer.low > 2 * (found[_id(0)].high - found[_id(0)].low)


def test_order_of_what_was_observed_changes_nothing() -> None:
    rng = np.random.default_rng(16)
    work = _work(rng, unlike=True)[:600]
    seen = _seen(work, _mended(rng, work, [0.0] * PEOPLE))
    turned = [seen[n] for n in rng.permutation(len(seen))]
    assert compare(Measure.FIRST_FIX, seen) == compare(Measure.FIRST_FIX, turned)
    assert compare(Measure.FIRST_FIX, []) == {}


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_all_alike_are_told_apart_by_nothing(value: float) -> None:
    work = [(person, 0) for person in range(3) for _ in range(5)]
    found = compare(Measure.LASTING, _seen(work, [value] * len(work)))
    assert {one.apart for one in found.values()} == {0}
    assert all(abs(one.adjusted - value) < 0.05 for one in found.values())
