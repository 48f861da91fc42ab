"""Charts as SVG without a library: bars beside each other, and lines on doubly logarithmic paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

WIDTH: Final = 1000
HEIGHT: Final = 400
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 74, 48
COLOURS: Final = ("#0072b2", "#999999", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
"""Told apart by the colour-blind too (Okabe and Ito, 2008)."""
INK, FAINT = "#222222", "#dddddd"
STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Series:
    """One solver's bars, one a group (None where there is none), or one line's points."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Line:
    """Points on logarithmic paper and the slope fitted to them."""

    name: str
    points: Sequence[tuple[float, float]]
    slope: float


def bars(title: str, groups: Sequence[str], series: Sequence[Series], base: float | None = None) -> str:
    """Groups of bars from nought; a dashed line at `base`; what has no value says so."""
    root = _canvas(title, [one.name for one in series])
    top = max((v for one in series for v in one.values if v is not None), default=1.0) * 1.05
    for tick in _ticks(top):
        _grid(root, _up(tick, top), f"{tick:g}", is_axis=tick == 0)
    each = (WIDTH - LEFT - RIGHT) / max(1, len(groups))
    wide = 0.8 * each / max(1, len(series))
    for g, group in enumerate(groups):
        begin = LEFT + g * each + 0.1 * each
        _text(root, begin + 0.4 * each, HEIGHT - BOTTOM + 20, group, anchor="middle")
        for s, one in enumerate(series):
            _bar(root, begin + s * wide, wide, one.values[g], top, COLOURS[s % len(COLOURS)])
    if base is not None:
        y = _up(base, top)
        _element(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=INK, stroke_dasharray="5 4")
    return _written(root)


def growth(title: str, lines: Sequence[Line], across: str, up: str) -> str:
    """Points and fitted lines with both axes logarithmic."""
    root = _canvas(title, [f"{line.name}: slope {line.slope:.2f}" for line in lines])
    xs = [math.log10(x) for line in lines for x, _ in line.points]
    ys = [math.log10(y) for line in lines for _, y in line.points]
    low_x, high_x, low_y, high_y = math.floor(min(xs)), max(xs) + 0.1, math.floor(min(ys)), math.ceil(max(ys))

    def place(x: float, y: float) -> tuple[float, float]:
        wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        right = (math.log10(x) - low_x) / (high_x - low_x)
        above = (math.log10(y) - low_y) / max(1, high_y - low_y)
        return LEFT + right * wide, HEIGHT - BOTTOM - above * tall

    for power in range(low_y, high_y + 1):
        _grid(root, place(10**low_x, 10.0**power)[1], f"{10.0**power:g}", is_axis=power == low_y)
    for x in sorted({x for line in lines for x, _ in line.points}):
        _text(root, place(x, 10.0**low_y)[0], HEIGHT - BOTTOM + 18, f"{x:g}", anchor="middle")
    _text(root, WIDTH - RIGHT, HEIGHT - 8, across, anchor="end")
    _text(root, 8, TOP - 10, up)
    for n, line in enumerate(lines):
        _line(root, [place(x, y) for x, y in line.points], COLOURS[n % len(COLOURS)])
    return _written(root)


def _canvas(title: str, names: Sequence[str]) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "img",
            "font-family": "system-ui, sans-serif",
            "font-size": "12",
        },
    )
    ET.SubElement(root, "title").text = title
    _element(root, "rect", width=WIDTH, height=HEIGHT, rx=8, fill="#ffffff")
    _text(root, 16, 24, title, size=15)
    x = 16.0
    for n, name in enumerate(names):
        _element(root, "rect", x=x, y=36, width=11, height=11, fill=COLOURS[n % len(COLOURS)])
        _text(root, x + 16, 46, name)
        x += 34 + 6.6 * len(name)
    return root


def _bar(root: ET.Element, x: float, wide: float, value: float | None, top: float, colour: str) -> None:
    if value is None:
        label = _element(root, "text", x=0, y=0, fill=INK, font_size=10)
        label.set("transform", f"translate({x + wide / 2 + 4:.1f} {HEIGHT - BOTTOM - 4}) rotate(-90)")
        label.text = "no plan"
        return
    y = _up(value, top)
    _element(root, "rect", x=x + 1, y=y, width=wide - 2, height=HEIGHT - BOTTOM - y, fill=colour)
    _text(root, x + wide / 2, y - 4, f"{value:.2f}", anchor="middle", size=10)


def _line(root: ET.Element, points: Sequence[tuple[float, float]], colour: str) -> None:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    _element(root, "polyline", points=path, fill="none", stroke=colour, stroke_width=2)
    for x, y in points:
        _element(root, "circle", cx=x, cy=y, r=4, fill=colour)


def _up(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _ticks(top: float) -> list[float]:
    step = next((step for step in STEPS if top / step <= MOST_LINES), top / MOST_LINES)
    return [n * step for n in range(int(top / step) + 1)]


def _grid(root: ET.Element, y: float, label: str, *, is_axis: bool) -> None:
    colour = INK if is_axis else FAINT
    _element(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=colour)
    _text(root, LEFT - 8, y + 4, label, anchor="end")


def _text(
    root: ET.Element, x: float, y: float, text: str, *, anchor: str = "start", size: int | None = None
) -> None:
    shown = _element(root, "text", x=x, y=y, fill=INK, text_anchor=anchor, font_size=size or 12)
    shown.text = text


def _element(root: ET.Element, tag: str, **attributes: float | str) -> ET.Element:
    named = {
        key.replace("_", "-"): value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
        for key, value in attributes.items()
    }
    return ET.SubElement(root, tag, named)


def _written(root: ET.Element) -> str:
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"
