"""A report's chart, made on the server: of days a course, of everything else bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.reports.pages import words
from app.reports.reads.reports import TOPICS
from app.reports.rules.asked import Asked, By
from app.reports.rules.figures import Column, Line, Report
from app.web.languages import lang
from app.web.wording import say
from dispatch.simulation.bars import Bar, draw_bars, draw_columns

MOST_BARS = 20


def chart(report: Report, asked: Asked, names: Mapping[str, tuple[str, str]]) -> str:
    """Draw the report; blank where there is nothing to draw."""
    columns = _drawn(report, asked)
    lines = report.lines if asked.by in (By.DAY, By.MONTH) else report.lines[:MOST_BARS]
    bars = [_bar(line, columns, asked, names) for line in lines]
    if not any(value for bar in bars for value in bar.values):
        return ""
    title = f"{say(TOPICS[asked.topic].title)} · {say(words.WAYS[asked.by])}"
    draw = draw_columns if asked.by in (By.DAY, By.MONTH) else draw_bars
    stacked = asked.topic != "waits"
    return draw(title, [say(column.title) for column in columns], bars, language=lang(), stacked=stacked)


def _drawn(report: Report, asked: Asked) -> Sequence[Column]:
    wanted = ("broken",) if asked.by is By.STAGE else TOPICS[asked.topic].drawn
    return [column for column in report.columns if column.key in wanted]


def _bar(line: Line, columns: Sequence[Column], asked: Asked, names: Mapping[str, tuple[str, str]]) -> Bar:
    values = [line.figures[column.key] or 0 for column in columns]
    said = " · ".join(f"{say(one.title)} {words.figure(one, line.figures[one.key])}" for one in columns)
    return Bar(words.short_name(asked.by, line.key, names), values, said)
