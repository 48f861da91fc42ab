"""Whether the comparison is fair: made-up engineers whose true skill is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from app.stars.rules.cells import Family
from app.stars.rules.comparing import Standing, Work, compare

PEOPLE, VISITS, FAULTS = 40, 200, 10
HARDNESS = np.linspace(-1.6, 1.6, FAULTS)
Rng = np.random.Generator
Done = Sequence[tuple[int, int]]

pytestmark = pytest.mark.any_database


def _work(rng: Rng, *, unlike: bool) -> list[tuple[int, int]]:
    """Who was sent to which fault; where the work is unlike, every second one gets the hard faults mostly."""
    found = []
    for person in range(PEOPLE):
        hard = FAULTS // 2 * (person % 2)
        for _ in range(VISITS):
            own = rng.integers(FAULTS // 2) + hard
            found.append((person, int(own if unlike and rng.random() < 0.8 else rng.integers(FAULTS))))
    return found


def _compared(
    work: Done, values: Sequence[float], judges: Sequence[int] = (), *, shares: bool = True
) -> Mapping[int, Standing]:
    """Compare them; beside the fault there are models, places and hours that make no difference."""
    kinds = {
        "fault": [fault for _, fault in work],
        "model": [(fault * 7 + n) % 23 for n, (_, fault) in enumerate(work)],
        "territory": [person % 3 for person, _ in work],
        "hour": [n % 4 for n in range(len(work))],
    }
    every = Work.of([person for person, _ in work], kinds, judges or [n % 97 for n in range(len(work))])
    told = np.array(values)
    family = Family.SHARE if shares else Family.NUMBER
    return compare(every, told, np.ones(len(told)), family, judged=not shares)


def _mended(rng: Rng, work: Done, skill: Sequence[float]) -> list[float]:
    chances = [1 / (1 + np.exp(-(1.5 + skill[person] - HARDNESS[fault]))) for person, fault in work]
    return [float(rng.random() < chance) for chance in chances]


def _apart(found: Mapping[int, Standing], column: str) -> float:
    """How far those with the hard work stand below those with the easy."""
    shares = [[getattr(found[n], column) for n in range(side, PEOPLE, 2)] for side in (0, 1)]
    return float(np.mean(shares[0]) - np.mean(shares[1]))


def test_equal_skill_on_unlike_work_comes_out_equal_where_the_mean_does_not() -> None:
    rng = np.random.default_rng(11)
    work = _work(rng, unlike=True)
    found = _compared(work, _mended(rng, work, [0.0] * PEOPLE))
    assert _apart(found, "raw") > 0.15
    assert abs(_apart(found, "adjusted")) < 0.01
    assert sum(one.apart != 0 for one in found.values()) <= PEOPLE // 5


def test_true_difference_is_found_and_the_interval_holds_it_four_times_in_five() -> None:
    rng = np.random.default_rng(12)
    skill = rng.normal(0, 0.6, PEOPLE)
    work = _work(rng, unlike=True)
    found = _compared(work, _mended(rng, work, list(skill)))
    everywhere = [fault for _, fault in work]
    truth = [float(np.mean(1 / (1 + np.exp(-(1.5 + s - HARDNESS[everywhere]))))) for s in skill]
    held = [found[n].low <= truth[n] <= found[n].high for n in range(PEOPLE)]
    assert 0.65 <= np.mean(held) <= 0.95
    order = [found[n].adjusted for n in range(PEOPLE)]
    naive = [found[n].raw for n in range(PEOPLE)]
    assert np.corrcoef(order, truth)[0, 1] > 0.9 > np.corrcoef(naive, truth)[0, 1]


def test_half_a_star_is_found_at_200_visits() -> None:
    rng = np.random.default_rng(13)
    work = _work(rng, unlike=False)
    better = [0.5 if person == 7 else 0.0 for person, _ in work]
    scores = [float(np.clip(round(4.2 + more + rng.normal(0, 0.7)), 1, 5)) for more in better]
    found = _compared(work, scores, shares=False)
    assert found[7].apart == 1
    assert found[7].adjusted == max(one.adjusted for one in found.values())


def test_rater_who_always_gives_one_moves_nobody_far() -> None:
    """Twenty of 200 visits of one engineer were at his door: the mean falls by a third of a star."""
    rng = np.random.default_rng(14)
    work = _work(rng, unlike=False)
    judges = [int(rng.integers(300)) for _ in work]
    scores = [float(np.clip(round(4.6 + rng.normal(0, 0.5)), 1, 5)) for _ in work]
    before = _compared(work, scores, judges, shares=False)[7]
    mine = [n for n, (person, _) in enumerate(work) if person == 7][:20]
    other = [n for n, (person, _) in enumerate(work) if person != 7][:20]
    for n in (*mine, *other):
        judges[n], scores[n] = 300, 1.0
    after = _compared(work, scores, judges, shares=False)[7]
    assert before.raw - after.raw > 0.3
    assert abs(before.adjusted - after.adjusted) < 0.1


def test_cards_that_come_from_easy_work_alone_flatter_nobody() -> None:
    """One engineer's customers with hard faults do not answer; all others' do."""
    rng = np.random.default_rng(17)
    work = _work(rng, unlike=False)
    scores = [float(4.4 - 0.3 * HARDNESS[fault] + rng.normal(0, 0.5)) for _, fault in work]
    told = [
        np.nan if person == 7 and fault >= FAULTS // 2 else score
        for (person, fault), score in zip(work, scores, strict=True)
    ]
    whole, partly = (_compared(work, values, shares=False)[7] for values in (scores, told))
    assert partly.raw - whole.raw > 0.15
    assert abs(partly.adjusted - whole.adjusted) < 0.05
    assert partly.cases < whole.cases


def test_few_visits_stay_near_the_mean_and_say_so() -> None:
    rng = np.random.default_rng(15)
    work = [*_work(rng, unlike=False), (PEOPLE, 0), (PEOPLE, 1), (PEOPLE, 2)]
    skill = [*rng.normal(0, 0.5, PEOPLE), 0.0]
    values = [*_mended(rng, work[:-3], skill), 0.0, 0.0, 0.0]
    found = _compared(work, values)
    newcomer = found[PEOPLE]
    mean = float(np.mean(values))
    assert newcomer.raw == 0.0
    assert newcomer.adjusted > mean - 0.2
    assert newcomer.reliability < 0.3 < found[0].reliability
    assert newcomer.high - newcomer.low > 2 * (found[0].high - found[0].low)


def test_what_counts_half_moves_half_as_much() -> None:
    work = Work.of([0, 0, 1, 1], {"fault": [0, 0, 0, 0]}, [0, 1, 2, 3])
    values, halves = np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, 0.5, 1.0, 1.0])
    found = compare(work, values, halves, Family.SHARE, judged=False)
    assert found[0].raw == pytest.approx(2 / 3)
    assert found[0].cases == 2
    assert compare(work, np.full(4, np.nan), halves, Family.SHARE, judged=False) == {}


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_all_alike_are_told_apart_by_nothing(value: float) -> None:
    found = _compared([(person, 0) for person in range(3) for _ in range(15)], [value] * 45)
    assert {one.apart for one in found.values()} == {0}
    assert all(abs(one.adjusted - value) < 0.05 for one in found.values())
    assert all(one.high - one.low > 0.01 for one in found.values())


def test_work_that_makes_no_difference_is_compared_all_the_same() -> None:
    work = Work.of([n % 2 for n in range(40)], {"fault": [n // 2 % 2 for n in range(40)]}, [0] * 40)
    values = np.array([float(n // 4 % 5 != 0) for n in range(40)])
    found = compare(work, values, np.ones(40), Family.SHARE, judged=False)
    assert found[0].adjusted == pytest.approx(found[1].adjusted)


def test_a_handful_of_visits_evens_nothing_out_and_equal_scores_prove_nobody_exact() -> None:
    """Where a company has too few cases in all the figure stands as it is, without an interval."""
    work = [(n % 2, n % 3) for n in range(29)]
    found = _compared(work, [5.0] * 29, shares=False)
    assert {(one.raw, one.low, one.high, one.reliability) for one in found.values()} == {(5.0, 5.0, 5.0, 0.0)}
    alike = _compared([(n % 2, n % 3) for n in range(40)], [3.75] * 40, shares=False)
    assert all(one.high - one.low > 0.05 for one in alike.values())
