"""A report's chart as SVG, drawn by pygal: columns for days, lying bars for names.

Pages, PDF and files show the same drawing.  Pygal brings a style sheet, scripts and hints for them: these are
taken out, since our content policy refuses them inside a page, whose own sheet has the colours for light and
dark.  A drawing that stands alone brings its colours.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

WIDTH: Final = 720
_TALL, _ROW, _LANE, _AROUND = 300, 30, 14, 96
_FONT: Final = 13
_LONGEST_NAME: Final = 26
_MOST_DATES: Final = 8
_WIDE_FROM: Final = 0x2E7F
_WIDE_MORE: Final = 6
"""Pygal measures a Chinese sign as it does a Latin letter; so many pixels are lacking for each."""
_COLOUR: Final = re.compile(r"color-(\d)")
_NOT_XML: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STYLE: Final = """
text { font-family: "Noto Sans CJK SC", "Noto Sans", sans-serif; font-size: 13px; font-weight: 500; }
text { fill: #14211f; }
.title { font-size: 15px; font-weight: bold; } .background { fill: none; }
.graph > .background { fill: #ffffff; }
.line { stroke: #55615f; fill: none; } .guide { stroke: #d5dddb; fill: none; }
.x text, .plot_title { text-anchor: middle; } .y text { text-anchor: end; }
.color-0 rect, rect.color-0 { fill: #2f86c8; } .color-1 rect, rect.color-1 { fill: #d55e00; }
.color-2 rect, rect.color-2 { fill: #009e73; } .color-3 rect, rect.color-3 { fill: #cc79a7; }
.color-4 rect, rect.color-4 { fill: #8a6d00; }
.is-graded .color-0 rect, .is-graded rect.color-0 { fill: #1f6fb0; }
.is-graded .color-1 rect, .is-graded rect.color-1 { fill: #4f9ad6; }
.is-graded .color-2 rect, .is-graded rect.color-2 { fill: #8a9391; }
.is-graded .color-3 rect, .is-graded rect.color-3 { fill: #e07f2c; }
.is-graded .color-4 rect, .is-graded rect.color-4 { fill: #c04a00; }
"""
"""As `.chart` in css/reports.css: about the colours of Okabe and Ito, which stand out on light and dark.

Weight 500, because typst draws 400 of a variable font in a drawing as thin as it goes.
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One name with its values, a part of the bar for each; `said` is what a pointer over it is told."""

    name: str
    values: Sequence[float]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn; `days`: as columns in their order, else as bars below each other.

    `first_colour` is that of the first part, so that what is drawn alone looks as it does among others.
    `graded` where the parts run from the best to the worst, and their colours too.
    """

    title: str
    parts: Sequence[str]
    bars: Sequence[Bar]
    days: bool
    stacked: bool
    language: str
    first_colour: int = 0
    graded: bool = False

    def svg(self, *, alone: bool = False) -> str:
        """Return the drawing for a page, or with its colours and size for where it stands `alone`."""
        root: ET.Element = self._chart().render_tree()
        for_page(root, self.title, self.language, self.first_colour)
        root.attrib["class"] += f"{' is-days' if self.days else ''}{' is-graded' if self.graded else ''}"
        if alone:
            root.attrib |= {"width": str(WIDTH), "height": str(self.height)}
            style = ET.Element("style")
            style.text = _STYLE
            root.insert(0, style)
        ET.indent(root, " ")
        return ET.tostring(root, encoding="unicode") + "\n"

    def _chart(self) -> Any:
        # A quarter of a second and nine megabytes: the first chart of a process pays, its start does not.
        import pygal
        from pygal.style import Style

        without_plugins()

        kinds: dict[tuple[bool, bool], Any] = {
            (True, True): pygal.StackedBar,
            (True, False): pygal.Bar,
            (False, True): pygal.HorizontalStackedBar,
            (False, False): pygal.HorizontalBar,
        }
        # Lying bars are drawn from below.
        bars = self.bars if self.days else self.bars[::-1]
        names = [cut(_NOT_XML.sub("", bar.name)) for bar in bars]
        font = {f"{name}_font_size": _FONT for name in ("label", "major_label", "legend")}
        chart = kinds[self.days, self.stacked](
            title=self.title,
            style=Style(title_font_size=15, **font),
            width=WIDTH,
            height=self.height,
            js=[],
            css=[],
            no_prefix=True,
            legend_at_bottom=True,
            legend_at_bottom_columns=max(1, len(self.parts)),
            order_min=0,
            max_scale=6,
            formatter=lambda value: f"{value:g}",
            truncate_legend=-1,
            truncate_label=-1,
            margin_left=12 + (0 if self.days else _WIDE_MORE * max(map(_wide, names), default=0)),
        )
        self._date(chart, names)
        for n, part in enumerate(self.parts):
            told = [_NOT_XML.sub("", f"{bar.name}: {bar.said}") for bar in bars]
            values = [bar.values[n] for bar in bars]
            chart.add(part, [{"value": one, "label": text} for one, text in zip(values, told, strict=True)])
        return chart

    def _date(self, chart: Any, names: Sequence[str]) -> None:
        """Name the bars; of many days as many as there is room for."""
        chart.x_labels = names
        if self.days and len(names) > _MOST_DATES:
            chart.x_labels_major_every = -(-len(names) // _MOST_DATES)
            chart.show_minor_x_labels = False

    @property
    def height(self) -> int:
        """How high the drawing is where it is `WIDTH` wide."""
        if self.days:
            return _TALL
        each = _ROW if self.stacked else _LANE * len(self.parts) + 16
        return _AROUND + each * len(self.bars)


def for_page(
    root: ET.Element, title: str, language: str, first_colour: int = 0, *, dots: bool = False
) -> None:
    """Take out of a drawing what our content policy refuses, and say what it shows.

    Pygal puts the dots of lines and of scatter plots into a layer above, which only those with `dots` keep.
    """
    _undress(root, dots=dots)
    _colour(root, first_colour)
    root.attrib.pop("id", None)
    root.attrib |= {"class": "chart", "role": "img", "aria-label": title, "xml:lang": language}


def without_plugins() -> None:
    """Take pygal's look-up of plugins out of Python's imports: it has no `find_spec`, and each miss warns."""
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]


def _colour(root: ET.Element, first: int) -> None:
    """Begin the colours of the parts with another than the first."""
    for one in root.iter() if first else ():
        if "color-" in one.get("class", ""):
            moved = _COLOUR.sub(lambda found: f"color-{int(found[1]) + first}", one.attrib["class"])
            one.set("class", moved)


def _undress(root: ET.Element, *, dots: bool) -> None:
    """Take out what only pygal's scripts use; what they would show over a bar becomes the bar's title."""
    for parent in list(root.iter()):
        for child in list(parent):
            name, kinds = str(child.tag).rpartition("}")[2], child.get("class", "").split()
            above = "overlay" in " ".join(kinds) and not (dots and "overlay" in kinds)
            if callable(child.tag) or name == "defs" or above:
                parent.remove(child)
            elif name == "desc":
                parent.remove(child)
                if "label" in kinds:
                    ET.SubElement(parent, "title").text = child.text
            elif name == "title" and "guides" in parent.get("class", ""):
                parent.remove(child)
            elif name == "rect" and not {"width", "height"} <= child.attrib.keys():
                parent.remove(child)  # a bar of nothing
            child.attrib.pop("id", None)


def _wide(text: str) -> int:
    return sum(ord(letter) > _WIDE_FROM for letter in text)


def cut(name: str) -> str:
    """Shorten a name to the room beside its bar; Chinese letters are twice as wide."""
    taken = 0
    for n, letter in enumerate(name):
        taken += 2 if ord(letter) > _WIDE_FROM else 1
        if taken > _LONGEST_NAME:
            return name[:n].rstrip() + "…"
    return name
