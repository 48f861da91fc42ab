"""What of a report its chart shows: of days a course, of everything else bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.kernel.phrases import Phrase
from app.reports.pages import words
from app.reports.reads.reports import TOPICS
from app.reports.report.drawing import Bar, Drawing
from app.reports.rules.asked import Asked, By
from app.reports.rules.figures import Column, Line, Report, Unit
from app.web.languages import lang
from app.web.wording import say

MOST_BARS = 20
_UNITS: Mapping[Unit, Phrase] = {Unit.MINUTES: Phrase("minutes"), Unit.HOURS: Phrase("hours")}


def chart(report: Report, asked: Asked, names: Mapping[str, tuple[str, str]]) -> Drawing | None:
    """Return what is drawn of the report; None where there is nothing to draw."""
    columns = _drawn(report, asked)
    days = asked.by in (By.DAY, By.MONTH)
    lines = report.lines if days else report.lines[:MOST_BARS]
    bars = [_bar(line, columns, asked, names) for line in lines]
    if not any(value for bar in bars for value in bar.values):
        return None
    title = f"{say(TOPICS[asked.topic].title)} · {say(words.WAYS[asked.by])}{_unit(columns)}"
    parts = [say(column.title) for column in columns]
    first = TOPICS[asked.topic].drawn.index(columns[0].key)
    stacked = asked.topic != "waits"
    graded = asked.topic == "ratings"
    return Drawing(title, parts, bars, days, stacked, lang(), first_colour=first, graded=graded)


def chart_markup(report: Report, asked: Asked, names: Mapping[str, tuple[str, str]]) -> Markup:
    """Return the chart as a page has it; blank where there is nothing to draw."""
    drawing = chart(report, asked, names)
    return Markup(drawing.svg() if drawing else "")  # noqa: S704 - our drawing


def _unit(columns: Sequence[Column]) -> str:
    """Say what the chart's numbers are, where they are no plain counts."""
    unit = _UNITS.get(columns[0].unit)
    return f" ({say(unit)})" if unit else ""


def _drawn(report: Report, asked: Asked) -> Sequence[Column]:
    wanted = ("broken",) if asked.by is By.STAGE else TOPICS[asked.topic].drawn
    return [column for column in report.columns if column.key in wanted]


def _bar(line: Line, columns: Sequence[Column], asked: Asked, names: Mapping[str, tuple[str, str]]) -> Bar:
    values = [line.figures[column.key] or 0 for column in columns]
    said = " · ".join(f"{say(one.title)} {words.figure(one, line.figures[one.key])}" for one in columns)
    return Bar(words.short_name(asked.by, line.key, names), values, said)
