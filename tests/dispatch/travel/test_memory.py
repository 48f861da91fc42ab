"""What is remembered of the roads."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatch.travel.memory import FIRST_SIZE, Memory
from dispatch.travel.osrm import NO_ROAD, UNKNOWN

A, B, C, D = ((0.0, float(n)) for n in range(4))


def test_what_was_learned_is_known_and_nothing_else() -> None:
    memory = Memory(10, 100)
    memory.learn([A], [B, C], np.array([[7, NO_ROAD]]), now=0)
    assert memory.known([A, B], [B, C], now=1).tolist() == [[7, NO_ROAD], [UNKNOWN, UNKNOWN]]


def test_an_unknown_cell_does_not_replace_a_known_one() -> None:
    memory = Memory(10, 100)
    memory.learn([A], [B], np.array([[7]]), now=0)
    memory.learn([A], [B], np.array([[UNKNOWN]]), now=0)
    assert memory.known([A], [B], now=0).tolist() == [[7]]


def test_a_place_is_forgotten_when_its_time_is_over_and_not_before() -> None:
    memory = Memory(10, 100)
    memory.learn([A, B], [A, B], np.array([[0, 7], [8, 0]]), now=0)
    assert memory.known([A], [B], now=100).tolist() == [[7]]
    assert memory.known([A], [B], now=101).tolist() == [[UNKNOWN]]


def test_the_place_used_longest_ago_makes_room() -> None:
    memory = Memory(3, 100)
    memory.learn([A, B], [C], np.array([[1], [2]]), now=0)
    memory.known([A], [C], now=1)
    memory.known([D], [], now=2)
    assert len(memory) == 3
    assert memory.known([A], [C], now=3).tolist() == [[1]]
    assert memory.known([B], [C], now=3).tolist() == [[UNKNOWN]]


def test_what_is_known_survives_growth() -> None:
    memory = Memory(10_000, 100)
    memory.learn([A], [B], np.array([[7]]), now=0)
    memory.known([(1.0, float(n)) for n in range(3 * FIRST_SIZE)], [], now=0)
    assert memory.known([A], [B], now=0).tolist() == [[7]]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3)), max_size=40))
def test_memory_never_tells_what_was_not_learned(steps: Any) -> None:
    """Against a plain dictionary: a known cell is right, and the last used place is always held."""
    memory, now = Memory(4, 20), 0
    truth: dict[Any, int] = {}
    used: set[Any] = set()
    for origin, goal, passed in steps:
        now += passed
        a, b = (0.0, float(origin)), (1.0, float(goal))
        found = int(memory.known([a], [b], now)[0, 0])
        assert found in (UNKNOWN, truth.get((a, b)))
        truth[a, b] = now
        memory.learn([a], [b], np.array([[now]]), now)
        assert memory.known([a], [b], now).tolist() == [[now]]
        used |= {a, b}
        assert len(memory) <= min(4, len(used))
