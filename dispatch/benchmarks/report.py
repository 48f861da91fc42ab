"""Sections of the answer: a heading, a table in Markdown, the figures as data, and perhaps a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

BEGIN: Final = (
    "<!-- benchmarks: begin, written by `python -m dispatch.benchmarks --page docs/benchmarks.md` -->"
)
END: Final = "<!-- benchmarks: end -->"
A_CENTISECOND: Final = 0.01


@dataclass(frozen=True, slots=True)
class Section:
    """What one sub-command found out. `chart` is SVG and `name` its file's; `alt` says what it shows."""

    name: str
    title: str
    text: str
    data: Any
    chart: str | None = None
    alt: str = ""
    notes: tuple[str, ...] = ()

    def markdown(self, image: str | None = None) -> str:
        """Heading, text, chart and notes."""
        parts = [f"### {self.title}", self.text]
        if self.chart is not None and image is not None:
            parts.append(f"![{self.alt}]({image})")
        return "\n\n".join([*parts, *self.notes])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns line up in a terminal too; all but the first are set to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(3, *(len(line[n]) for line in lines)) for n in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    body = [
        [cell.ljust(widths[0]) if n == 0 else cell.rjust(widths[n]) for n, cell in enumerate(line)]
        for line in lines
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in [body[0], rule, *body[1:]])


def ratio(value: float | None, base: float | None) -> float | None:
    """`value` as a multiple of `base`; nought of nought is one, and of a positive base nothing unknown."""
    if value is None or base is None:
        return None
    if base == 0:
        return 1.0 if value == 0 else None
    return value / base


def seconds(value: float) -> str:
    """A duration as people say it."""
    if value >= 1:
        return f"{value:.1f}".removesuffix(".0") + " s"
    return f"{value * 1000:.2g} ms" if value < A_CENTISECOND else f"{value * 1000:.0f} ms"


def rewrite(page: str, text: str) -> str:
    """The page with `text` between its two markers; raises ValueError where they are not."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the file lacks the lines {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{text.strip()}\n\n{END}{tail}"


def write_charts(sections: Sequence[Section], folder: Path) -> dict[str, Path]:
    """Write each section's chart as `engine-NAME.svg`; section → file."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for section in sections:
        if section.chart is not None:
            files[section.name] = folder / f"engine-{section.name}.svg"
            files[section.name].write_text(section.chart, encoding="utf-8")
    return files
