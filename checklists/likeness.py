"""Whether two things that should differ look alike: drawn signatures, and pictures by their hashes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

SAMPLES: Final = 24
"""Each stroke is compared at so many places along its length."""

TOLERANCE: Final = 0.03
"""How far apart two places may lie, as a share of the signature's diagonal."""

LEAST_TURNING: Final = math.pi
"""A line that turns less, in radians over all strokes, is a plain mark: all of them look alike."""

MOST_BITS: Final = 3
"""Two pictures whose hashes differ in so many of 64 bits are taken to be the same one."""

SAME_MARK: Final = 0.001
"""How far apart two places of a plain mark may lie: more than rounding, less than any hand."""

LEAST_POINTS: Final = 4
"""A mark of fewer points is the same for everybody."""

_Place = tuple[float, float]


def same_shape(
    one: Sequence[Sequence[Mapping[str, Any]]], other: Sequence[Sequence[Mapping[str, Any]]]
) -> bool:
    """Whether two signatures are equal after shift and scale, each direction scaled by itself.

    Strokes are lists of points ``{"x", "y", …}`` as ``Strokes.as_list`` gives them; when they were drawn
    and how hard does not matter.  Nobody draws a signature twice so alike.
    """
    if len(one) != len(other) or min(_turning(one), _turning(other)) < LEAST_TURNING:
        return False
    pairs = zip(_normal(one), _normal(other), strict=True)
    return all(math.dist(a, b) <= TOLERANCE * math.sqrt(2) for a, b in pairs)


def same_drawing(
    one: Sequence[Sequence[Mapping[str, Any]]], other: Sequence[Sequence[Mapping[str, Any]]]
) -> bool:
    """Whether one is the other given again: equal in shape, or, of plain marks too, point for point."""
    if same_shape(one, other):
        return True
    sizes = [len(stroke) for stroke in one]
    if sizes != [len(stroke) for stroke in other] or sum(sizes) < LEAST_POINTS:
        return False
    pairs = zip(_unit(one), _unit(other), strict=True)
    return all(math.dist(a, b) <= SAME_MARK for a, b in pairs)


def same_picture(one: str, other: str) -> bool:
    """Whether two perceptual hashes, 16 hexadecimal digits each, are of the same picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= MOST_BITS


def _normal(strokes: Sequence[Sequence[Mapping[str, Any]]]) -> list[_Place]:
    """Places along all strokes, which are moved and scaled into a square of side 1 first."""
    return [place for stroke in _squared(strokes) for place in _sampled(stroke)]


def _unit(strokes: Sequence[Sequence[Mapping[str, Any]]]) -> list[_Place]:
    """Every point that was drawn, moved and scaled alike."""
    return [place for stroke in _squared(strokes) for place in stroke]


def _squared(strokes: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[_Place]]:
    xs = [point["x"] for stroke in strokes for point in stroke]
    ys = [point["y"] for stroke in strokes for point in stroke]
    left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    # A signature that is almost a line in one direction must not have its trembling blown up.
    wide, high = max(wide, high / 10) or 1.0, max(high, wide / 10) or 1.0
    return [[((p["x"] - left) / wide, (p["y"] - top) / high) for p in stroke] for stroke in strokes]


def _sampled(points: Sequence[_Place]) -> list[_Place]:
    """``SAMPLES`` places at equal distances along a stroke."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    total = sum(lengths)
    if total == 0:
        return [points[0]] * SAMPLES
    places, n, done = [], 0, 0.0
    for k in range(SAMPLES):
        wanted = total * k / (SAMPLES - 1)
        while n < len(lengths) - 1 and done + lengths[n] < wanted:
            done += lengths[n]
            n += 1
        share = min(1.0, (wanted - done) / lengths[n]) if lengths[n] else 0.0
        (ax, ay), (bx, by) = points[n], points[n + 1]
        places.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    return places


def _turning(strokes: Sequence[Sequence[Mapping[str, Any]]]) -> float:
    """How much the lines turn in all, in radians; a lifted pen does not count."""
    turned = 0.0
    for stroke in strokes:
        steps = [(b["x"] - a["x"], b["y"] - a["y"]) for a, b in pairwise(stroke)]
        angles = [math.atan2(dy, dx) for dx, dy in steps if dx or dy]
        turned += sum(abs(math.remainder(b - a, math.tau)) for a, b in pairwise(angles))
    return turned
