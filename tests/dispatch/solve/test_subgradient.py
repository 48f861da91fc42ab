from __future__ import annotations

import numpy as np
import pytest

from dispatch.solve.subgradient import Ascent


def test_a_job_wanted_twice_becomes_dearer_and_one_nobody_wants_cheaper() -> None:
    ascent = Ascent(np.array([5.0, 5.0, 5.0]))
    ascent.follow(ascent.pull(np.array([2.0, 1.0, 0.0])), 2.0)
    assert ascent.price.tolist() == [7.0, 5.0, 3.0]


def test_nothing_pulls_a_price_below_nothing() -> None:
    ascent = Ascent(np.array([0.0, 1.0]))
    pull = ascent.pull(np.array([0.0, 0.0]))
    assert pull.tolist() == [0.0, -1.0]
    ascent.follow(pull, 4.0)
    assert ascent.price.tolist() == [0.0, 0.0]


def test_no_price_goes_beyond_what_the_job_is_worth() -> None:
    ascent = Ascent(np.array([1.0, 1.0]))
    ascent.follow(ascent.pull(np.array([3.0, 3.0])), 5.0, np.array([4.0, 40.0]))
    assert ascent.price.tolist() == [4.0, 11.0]


def test_momentum_goes_on_where_nothing_pulls_any_more() -> None:
    ascent = Ascent(np.array([1.0]), momentum=0.5)
    ascent.follow(np.array([1.0]), 1.0)
    ascent.follow(np.array([0.0]), 1.0)
    assert ascent.price == pytest.approx([1.75])


def test_prices_of_the_least_bound_are_kept() -> None:
    ascent = Ascent(np.array([1.0]))
    for bound in (9.0, 7.0, 8.0):
        ascent.note(bound)
        ascent.follow(np.array([1.0]), 1.0)
    assert (ascent.least, ascent.best.tolist(), ascent.price.tolist()) == (7.0, [2.0], [4.0])
