"""The ink of a signature: strokes of points with time and pressure, within limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from checklists.errors import SignatureInvalid
from checklists.messages import message

MAX_STROKES: Final = 200
MAX_POINTS: Final = 10_000
LARGEST_COORDINATE: Final = 10_000
LONGEST_MS: Final = 10 * 60 * 1000
MIN_INK: Final = 40.0
"""Shortest length of line, in CSS pixels, that counts as a signature: about a centimetre on a phone."""
MIN_EXTENT: Final = 20.0
"""Smallest diagonal of the box around it, in CSS pixels: pressing on one spot covers less."""

_LIMITS: Final = {
    "x": (0, LARGEST_COORDINATE),
    "y": (0, LARGEST_COORDINATE),
    "t": (0, LONGEST_MS),
    "p": (0, 1),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One sample of the pen.

    ``x``, ``y`` in CSS pixels from the pad's upper left corner, ``t`` in milliseconds from the first point,
    ``p`` (pressure) from 0 to 1.
    """

    x: float
    y: float
    t: int
    p: float


@dataclass(frozen=True, slots=True)
class Strokes:
    """A drawn signature.

    One tuple of points for each time the pen was down. Build it with ``Strokes.parse``.
    """

    strokes: tuple[tuple[Point, ...], ...]

    @classmethod
    def parse(cls, data: object, path: str = "strokes") -> Strokes:
        """The strokes in ``data``: a list of lists of ``{"x", "y", "t", "p"}``; ``p`` may be absent (0.5).

        Coordinates are kept to a hundredth, pressure to a thousandth, time to a millisecond. Raises
        ``SignatureInvalid`` with the path of the value at fault, or with ``too_little_ink``.
        """
        rows = _list(data, path, MAX_STROKES)
        drawn: list[tuple[Point, ...]] = []
        room, clock = MAX_POINTS, 0
        for i, row in enumerate(rows):
            points: list[Point] = []
            for j, point in enumerate(_list(row, f"{path}[{i}]", room)):
                points.append(_point(point, f"{path}[{i}][{j}]", clock))
                clock = points[-1].t
            room -= len(points)
            drawn.append(tuple(points))
        strokes = cls(tuple(points for points in drawn if points))
        strokes._demand_ink(path)
        return strokes

    @property
    def points(self) -> Iterator[Point]:
        """Every point, in the order drawn."""
        return (point for stroke in self.strokes for point in stroke)

    @property
    def ink(self) -> float:
        """The length of all lines, in CSS pixels."""
        return sum(math.dist((a.x, a.y), (b.x, b.y)) for stroke in self.strokes for a, b in pairwise(stroke))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all points, in CSS pixels."""
        xs, ys = [p.x for p in self.points], [p.y for p in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    def as_list(self) -> list[list[dict[str, float]]]:
        """The form that ``parse`` reads; ``parse`` of it gives an equal value."""
        return [[{"x": p.x, "y": p.y, "t": p.t, "p": p.p} for p in stroke] for stroke in self.strokes]

    def _demand_ink(self, path: str) -> None:
        if self.ink >= MIN_INK:
            left, top, right, bottom = self.box
            if math.dist((left, top), (right, bottom)) >= MIN_EXTENT:
                return
        raise SignatureInvalid(path, "too_little_ink")


def _list(data: object, path: str, limit: int) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise SignatureInvalid(path, "not_a_list")
    if len(data) > limit:
        raise SignatureInvalid(path, "too_many", message("too_many", limit=limit))
    return data


def _point(data: object, path: str, earliest_t: int) -> Point:
    if not isinstance(data, Mapping):
        raise SignatureInvalid(path, "not_an_object")
    for name in data:
        if name not in _LIMITS:
            raise SignatureInvalid(f"{path}.{name}", "unknown_field")
    given = {"p": 0.5, **data}
    x, y, t, p = (_coordinate(given, name, path) for name in _LIMITS)
    if round(t) < earliest_t:
        raise SignatureInvalid(f"{path}.t", "time_runs_back")
    return Point(round(x, 2), round(y, 2), round(t), round(p, 3))


def _coordinate(given: Mapping[str, object], name: str, path: str) -> float:
    if name not in given:
        raise SignatureInvalid(f"{path}.{name}", "field_missing")
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SignatureInvalid(f"{path}.{name}", "not_a_number")
    minimum, maximum = _LIMITS[name]
    # NaN fails this comparison too, and so do both infinities.
    if not minimum <= value <= maximum:
        text = message("out_of_range", minimum=minimum, maximum=maximum)
        raise SignatureInvalid(f"{path}.{name}", "out_of_range", text)
    return float(value)
