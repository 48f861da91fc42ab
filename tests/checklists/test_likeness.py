from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

import pytest

from checklists.likeness import same_picture, same_shape

Ink = list[list[dict[str, Any]]]


def ink(seed: int) -> Ink:
    """Two strokes as a hand draws them."""
    rng = random.Random(seed)
    strokes = []
    for n in range(2):
        x, y, points = 20.0 + 80 * n, 60.0, []
        for t in range(14):
            x, y = x + rng.uniform(1, 7), y + rng.uniform(-12, 12)
            points.append({"x": x, "y": y, "t": 16 * t, "p": 0.5})
        strokes.append(points)
    return strokes


def moved(strokes: Ink, by: float = 0, wide: float = 1, high: float = 1, jitter: float = 0) -> Ink:
    rng = random.Random(5)
    return [
        [
            {
                "x": p["x"] * wide + by + rng.uniform(-jitter, jitter),
                "y": p["y"] * high + by + rng.uniform(-jitter, jitter),
            }
            for p in stroke
        ]
        for stroke in strokes
    ]


@pytest.mark.parametrize(
    "other",
    [
        moved(ink(1)),
        moved(ink(1), by=300),
        moved(ink(1), wide=0.4, high=0.4),
        moved(ink(1), by=7, wide=2, high=3),
        moved(ink(1), jitter=0.1),
    ],
)
def test_copy_is_found_after_shift_and_scale(other: Ink) -> None:
    assert same_shape(ink(1), other)


def test_copy_with_other_points_on_the_same_lines_is_found() -> None:
    def doubled(stroke: list[dict[str, Any]]) -> list[dict[str, Any]]:
        middles = [{key: (a[key] + b[key]) / 2 for key in "xy"} for a, b in pairwise(stroke)]
        return [point for pair in zip(stroke, middles, strict=False) for point in pair] + stroke[-1:]

    denser = [doubled(stroke) for stroke in ink(1)]
    assert same_shape(ink(1), denser)


@pytest.mark.parametrize("other", [ink(2), ink(3), ink(1)[:1], moved(ink(1), jitter=9)])
def test_what_a_hand_draws_again_is_another_drawing(other: Ink) -> None:
    assert not same_shape(ink(1), other)


def test_plain_lines_say_nothing() -> None:
    line: Ink = [[{"x": n * 10, "y": n * 3} for n in range(10)]]
    assert not same_shape(line, moved(line, wide=2))


def test_dot_is_compared_without_a_fault() -> None:
    circle = [{"x": math.cos(n / 3), "y": math.sin(n / 3)} for n in range(30)]
    assert same_shape([circle, [{"x": 0.0, "y": 0.0}]], [circle, [{"x": 0.0, "y": 0.0}]])


def test_pictures_are_the_same_within_three_bits() -> None:
    assert same_picture("00ff00ff00ff00ff", "00ff00ff00ff00f8")
    assert not same_picture("00ff00ff00ff00ff", "00ff00ff00ff00f0")
