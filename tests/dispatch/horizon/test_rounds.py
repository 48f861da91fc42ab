from __future__ import annotations

from itertools import pairwise

from dispatch.horizon.model import build_model
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.rounds import CYCLES, Polish, sawtooth, spans
from dispatch.horizon.search import Search
from tests.dispatch.horizon.horizons import engineer, horizon, visit


def test_annealing_cools_down_to_the_end_and_is_heated_less_each_later_time() -> None:
    course = [sawtooth(n / 1000) for n in range(1001)]
    heated = [n for n, (before, behind) in enumerate(pairwise(course)) if behind < before]
    assert len(heated) == CYCLES - 1
    assert course[0] == 0.0
    assert course[-1] == sawtooth(1.7) == 1.0
    assert all(0.0 < course[n + 1] < course[n] for n in heated)


def test_polishing_begins_cooled_down_and_ends_cold() -> None:
    polish = Polish(10.0, 14.0)
    assert 0.0 < polish.progress(10.0) < polish.progress(12.0) < polish.progress(14.0) == 1.0


def test_rounds_by_the_clock_begin_when_the_last_is_over_however_late() -> None:
    search = Search(build_model(parse_horizon(horizon([engineer()], [visit("V", 3)]))), 1)
    times = iter([0.0, 100.0, 107.0])
    rounds = spans({"iterations": None, "seconds": 60.0}, search, lambda: next(times))
    assert [(span.start, span.stop) for span in (next(rounds), next(rounds))] == [
        (100.0, 103.0),
        (107.0, 110.0),
    ]
