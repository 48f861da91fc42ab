"""Plain charts as SVG: axes with units, points with intervals, lines; readable on light, dark and paper.

Colours are those of Okabe and Ito (2008), which colour-blind readers tell apart; every series also has a
shape of its own, so that a print in black and white can be read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

WIDTH, HEIGHT_OF_PANEL = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 56, 52
_TICKS = 6
_CAP, _LINE = 5, 15
_LEAST_SPAN: Final = 1e-6
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#000000")
STYLE: Final = (
    "".join(f".s{n} {{ --c: {colour}; }}\n" for n, colour in enumerate(_COLOURS))
    + """
svg { --ink: #1b1b1b; --faint: #c9c9c9; --paper: #ffffff; color: var(--ink); background: var(--paper);
 font: 13px system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
@media (prefers-color-scheme: dark) {
 svg { --ink: #ececec; --faint: #4b4b4b; --paper: #161616; } .s0 { --c: #56b4e9; } .s5 { --c: #fff; }
}
@media print {
 svg { --ink: #000; --faint: #bbb; --paper: #fff; } .s0 { --c: #0072b2; } .s5 { --c: #000; }
}
text { fill: var(--ink); } .title { font-weight: 600; font-size: 15px; }
.paper { fill: var(--paper); } .grid { stroke: var(--faint); } .axis { stroke: var(--ink); }
.line { fill: none; stroke: var(--c); stroke-width: 2; } .mark { fill: var(--c); stroke: var(--paper); }
.whisker { stroke: var(--c); stroke-width: 2; } .rule { stroke: var(--ink); stroke-dasharray: 6 4; }
"""
)


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A value with its interval, if it has one; `label` stands beside it."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One series; its points are joined where `joined`."""

    name: str
    points: Sequence[ChartPoint]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across the panel at `y`."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart; `names` replaces the numbers 0, 1, 2 and so on of the x axis.

    `bounds` are the least and greatest value that y can take, for the axis not to go beyond.
    """

    title: str
    x_label: str
    y_label: str
    lines: Sequence[ChartLine]
    rules: Sequence[Rule] = ()
    names: Sequence[str] = ()
    bounds: tuple[float, float] = (-math.inf, math.inf)


def draw(panels: Sequence[Panel], language: str = "en") -> str:
    """The panels one below the other as an SVG document."""
    height = HEIGHT_OF_PANEL * len(panels)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "role": "img",
            "xml:lang": language,
        },
    )
    ET.SubElement(root, "title").text = "; ".join(panel.title for panel in panels)
    ET.SubElement(root, "style").text = STYLE
    _add(root, "rect", "paper", x=0, y=0, width=WIDTH, height=height)
    for n, panel in enumerate(panels):
        _PanelDrawing(root, panel, n * HEIGHT_OF_PANEL).draw()
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def ticks(low: float, high: float, count: int = _TICKS) -> list[float]:
    """About `count` round numbers that enclose [low, high]: steps of 1, 2 or 5 times a power of ten."""
    span = high - low if high - low > _LEAST_SPAN else max(1.0, abs(high))
    power = 10.0 ** math.floor(math.log10(span / count))
    step = next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) + 0.0 for n in range(first, max(last, first + 1) + 1)]


class _PanelDrawing:
    """One panel being drawn at `top`."""

    def __init__(self, root: ET.Element, panel: Panel, top: int) -> None:
        self._panel, self._top = panel, top
        self._group = ET.SubElement(root, "g")
        points = [point for line in panel.lines for point in line.points]
        values = [v for p in points for v in (p.y, p.low, p.high) if v is not None]
        values += [rule.y for rule in panel.rules]
        self._y_ticks = self._cut(ticks(min(values, default=0), max(values, default=1)))
        self._x_ticks = self._x_values([point.x for point in points])
        self._x = _scale(self._x_span(), (_LEFT, WIDTH - _RIGHT))
        self._y = _scale((self._y_ticks[0], self._y_ticks[-1]), (top + HEIGHT_OF_PANEL - _BOTTOM, top + _TOP))

    def draw(self) -> None:
        """Draw everything, what is behind first."""
        self._frame()
        for rule in self._panel.rules:
            y = self._y(rule.y)
            _add(self._group, "line", "rule", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y)
            below = y < self._top + _TOP + _LINE  # above it stands the axis's own label
            self._text(rule.label, _LEFT + 4, y + _LINE if below else y - 5, "start")
        for n, line in enumerate(self._panel.lines):
            self._line(n, line)
        self._legend()

    def _cut(self, found: list[float]) -> list[float]:
        low, high = self._panel.bounds
        kept = [tick for tick in found if low <= tick <= high]
        return kept if len(kept) > 1 else found

    def _x_values(self, values: Sequence[float]) -> list[float]:
        if self._panel.names:
            return [float(n) for n in range(len(self._panel.names))]
        found = ticks(min(values, default=0), max(values, default=1), count=12)
        return [tick for tick in found if tick == int(tick)]  # what is counted here comes in whole numbers

    def _x_span(self) -> tuple[float, float]:
        margin = 0.5 if self._panel.names else 0.0
        return self._x_ticks[0] - margin, self._x_ticks[-1] + margin

    def _frame(self) -> None:
        bottom, panel = self._y(self._y_ticks[0]), self._panel
        self._text(panel.title, _LEFT, self._top + 20, "start", "title")
        self._text(panel.y_label, _LEFT, self._top + 40, "start")
        self._text(panel.x_label, WIDTH - _RIGHT, bottom + 42, "end")
        for tick in self._y_ticks:
            y = self._y(tick)
            _add(self._group, "line", "grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y)
            self._text(f"{tick:g}", _LEFT - 8, y + 4, "end")
        _add(self._group, "line", "axis", x1=_LEFT, x2=WIDTH - _RIGHT, y1=bottom, y2=bottom)
        for tick in self._x_ticks:
            name = panel.names[int(tick)] if panel.names else f"{tick:g}"
            _add(self._group, "line", "axis", x1=self._x(tick), x2=self._x(tick), y1=bottom, y2=bottom + 5)
            self._text(name, self._x(tick), bottom + 20, "middle")

    def _line(self, n: int, line: ChartLine) -> None:
        group = ET.SubElement(self._group, "g", {"class": f"s{n % len(_COLOURS)}"})
        ET.SubElement(group, "title").text = line.name
        if line.joined:
            course = " ".join(f"{self._x(p.x):.1f},{self._y(p.y):.1f}" for p in line.points)
            ET.SubElement(group, "polyline", {"class": "line", "points": course})
        for point in line.points:
            x = self._x(point.x)
            if point.low is not None and point.high is not None:
                self._whisker(group, x, *(self._y(self._within(end)) for end in (point.low, point.high)))
            _mark(group, n, x, self._y(point.y))
            if point.label:
                self._text(point.label, x + 9, self._y(point.y) - 7, "start")

    def _within(self, value: float) -> float:
        """Whiskers end where the axis does: a share of more than 100 % is not worth the room."""
        return min(self._y_ticks[-1], max(self._y_ticks[0], value))

    @staticmethod
    def _whisker(group: ET.Element, x: float, low: float, high: float) -> None:
        _add(group, "line", "whisker", x1=x, x2=x, y1=low, y2=high)
        for y in (low, high):
            _add(group, "line", "whisker", x1=x - _CAP, x2=x + _CAP, y1=y, y2=y)

    def _legend(self) -> None:
        if len(self._panel.lines) < 2 or self._panel.names:  # noqa: PLR2004 - one series needs no name
            return
        x = float(WIDTH - _RIGHT)
        for n, line in reversed(list(enumerate(self._panel.lines))):
            self._text(line.name, x, self._top + 40, "end")
            x -= 7 * sum(2 if ord(letter) > 0x2E7F else 1 for letter in line.name) + 10  # noqa: PLR2004 - CJK
            group = ET.SubElement(self._group, "g", {"class": f"s{n % len(_COLOURS)}"})
            _mark(group, n, x, self._top + 36)
            x -= 18

    def _text(self, text: str, x: float, y: float, anchor: str, kind: str = "") -> None:
        attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
        if kind:
            attributes["class"] = kind
        ET.SubElement(self._group, "text", attributes).text = text


def _scale(values: tuple[float, float], pixels: tuple[float, float]) -> Callable[[float], float]:
    (low, high), (begin, end) = values, pixels
    return lambda value: begin + (value - low) / ((high - low) or 1.0) * (end - begin)


def _mark(group: ET.Element, n: int, x: float, y: float) -> None:
    """A circle, a square, a diamond, a triangle, and round again."""
    corners = (
        (),
        ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        ((0, -7), (7, 0), (0, 7), (-7, 0)),
        ((0, -6), (6, 5), (-6, 5)),
    )[n % 4]
    if corners:
        shape = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
        ET.SubElement(group, "polygon", {"class": "mark", "points": shape})
    else:
        _add(group, "circle", "mark", cx=x, cy=y, r=5)


def _add(parent: ET.Element, tag: str, kind: str, **numbers: float) -> None:
    attributes = {name: f"{value:.1f}".removesuffix(".0") for name, value in numbers.items()}
    ET.SubElement(parent, tag, {"class": kind, **attributes})
