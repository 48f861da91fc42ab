"""Bars as SVG beside the courses of `dispatch.simulation.svg`: lying for names, standing for days.

Colours and classes are those of that module.  On a page, whose policy refuses styles of a drawing's own, its
style sheet has them; in a file the drawing brings them (`alone`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from dispatch.simulation.svg import STYLE, ticks

WIDTH: Final = 720
_NAME_W, _RIGHT, _TOP, _ROW_H, _BAR_H = 190, 84, 62, 30, 18
_TALL, _LEFT, _BOTTOM = 300, 52, 34
_LONGEST_NAME: Final = 26
_MOST_DATES: Final = 8
_WIDE_FROM: Final = 0x2E7F
_BARS: Final = """
.bar { fill: var(--c); }
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One name with its values, a part of the bar for each; `said` is what a pointer over it is told."""

    name: str
    values: Sequence[float]
    said: str = ""


def draw_bars(
    title: str,
    parts: Sequence[str],
    bars: Sequence[Bar],
    *,
    language: str = "en",
    stacked: bool = True,
    alone: bool = False,
) -> str:
    """Bars that lie below each other, named at their left; parts follow one another, or stand below."""
    lanes = 1 if stacked else max(1, len(parts))
    row_h = _ROW_H if stacked else _BAR_H * lanes + 12
    root = _canvas(title, parts, _TOP + row_h * len(bars) + 12, language, alone=alone)
    longest = ticks(0, _longest(bars, stacked=stacked), 5)[-1] or 1
    scale = (WIDTH - _NAME_W - _RIGHT) / longest
    for n, bar in enumerate(bars):
        top = _TOP + row_h * n
        group = ET.SubElement(root, "g")
        ET.SubElement(group, "title").text = f"{bar.name}: {bar.said}"
        _text(group, _cut(bar.name), _NAME_W - 10, top + row_h / 2 - 1, "end")
        begin = 0.0
        for lane, value in enumerate(bar.values):
            y = top + (0 if stacked else lane * _BAR_H)
            _rect(group, lane, _NAME_W + begin * scale, y, value * scale, _BAR_H - (0 if stacked else 3))
            if not stacked:
                _text(group, f"{value:g}", _NAME_W + value * scale + 6, y + 12, "start")
            begin += value if stacked else 0
        if stacked:
            _text(group, f"{begin:g}", _NAME_W + begin * scale + 6, top + 14, "start")
    return _written(root)


def draw_columns(
    title: str,
    parts: Sequence[str],
    bars: Sequence[Bar],
    *,
    language: str = "en",
    stacked: bool = True,
    alone: bool = False,
) -> str:
    """Bars that stand beside each other, dated below as far as there is room; parts stand on one another."""
    root = _canvas(title, parts, _TALL, language, alone=alone)
    marks = ticks(0, _longest(bars, stacked=stacked) or 1, 5)
    bottom, scale = _TALL - _BOTTOM, (_TALL - _BOTTOM - _TOP) / marks[-1]
    for mark in marks:
        y = bottom - mark * scale
        _line(root, "grid" if mark else "axis", _LEFT, y, WIDTH - 12)
        _text(root, f"{mark:g}", _LEFT - 8, y + 4, "end")
    each = (WIDTH - _LEFT - 12) / max(1, len(bars))
    every = -(-len(bars) // _MOST_DATES)
    for n, bar in enumerate(bars):
        group = ET.SubElement(root, "g")
        ET.SubElement(group, "title").text = f"{bar.name}: {bar.said}"
        _column(group, bar, _LEFT + n * each, each, bottom, scale, stacked=stacked)
        if n % every == 0:
            _text(root, bar.name, _LEFT + (n + 0.5) * each, bottom + 20, "middle")
    return _written(root)


def _column(
    group: ET.Element, bar: Bar, left: float, each: float, bottom: float, scale: float, *, stacked: bool
) -> None:
    lanes = 1 if stacked else max(1, len(bar.values))
    wide = each * 0.8 / lanes
    begin = 0.0
    for lane, value in enumerate(bar.values):
        x = left + each * 0.1 + (0 if stacked else lane * wide)
        _rect(group, lane, x, bottom - (begin + value) * scale, wide, value * scale)
        begin += value if stacked else 0


def _longest(bars: Sequence[Bar], *, stacked: bool) -> float:
    return max((sum(bar.values) if stacked else max(bar.values, default=0) for bar in bars), default=0)


def _canvas(title: str, parts: Sequence[str], height: float, language: str, *, alone: bool) -> ET.Element:
    box = {"viewBox": f"0 0 {WIDTH} {height:g}", "role": "img", "aria-label": title, "class": "chart"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "xml:lang": language, **box})
    if alone:
        root.set("width", str(WIDTH))
        root.set("height", f"{height:g}")
        ET.SubElement(root, "style").text = STYLE + _BARS
        ET.SubElement(root, "rect", {"class": "paper", "width": str(WIDTH), "height": f"{height:g}"})
    _text(root, title, 12, 20, "start", "title")
    x = 12.0
    for n, part in enumerate(parts):
        _rect(root, n, x, 33, 12, 12)
        _text(root, part, x + 18, 44, "start")
        x += 34 + _length(part)
    return root


def _length(text: str) -> float:
    return sum(13.0 if ord(letter) > _WIDE_FROM else 7.0 for letter in text)


def _cut(name: str) -> str:
    """Shorten a name to the room at the left of its bar; Chinese letters are twice as wide."""
    taken = 0
    for n, letter in enumerate(name):
        taken += 2 if ord(letter) > _WIDE_FROM else 1
        if taken > _LONGEST_NAME:
            return name[:n].rstrip() + "…"
    return name


def _rect(parent: ET.Element, n: int, x: float, y: float, wide: float, tall: float) -> None:
    if wide > 0 and tall > 0:
        numbers = {"x": x, "y": y, "width": wide, "height": tall}
        placed = {name: f"{value:.1f}" for name, value in numbers.items()}
        ET.SubElement(parent, "rect", {"class": f"bar s{n % 6}", **placed})


def _line(parent: ET.Element, kind: str, x: float, y: float, until: float) -> None:
    ends = {"x1": f"{x:.1f}", "x2": f"{until:.1f}", "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
    ET.SubElement(parent, "line", {"class": kind, **ends})


def _text(parent: ET.Element, text: str, x: float, y: float, anchor: str, kind: str = "") -> None:
    placed = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    ET.SubElement(parent, "text", {**placed, **({"class": kind} if kind else {})}).text = text


def _written(root: ET.Element) -> str:
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"
