"""What the laboratory's commands show: progress, tables, and the files they write."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from app.cli.laboratory.options import Files
from dispatch.simulation.experiment import Tell
from dispatch.simulation.figures import Group as Requests
from dispatch.simulation.intervals import Interval
from dispatch.simulation.report import COMPARED, ExperimentReport, Summary
from dispatch.simulation.staffing import Answer, Staffing
from dispatch.simulation.texts import FIGURES, Language, say

_SHOWN = ("requests", *COMPARED, "unreached", "overtime_min")
_MOST_DISTRICTS = 12


@contextmanager
def progress(console: Console, what: str) -> Iterator[Tell]:
    """Show a bar of the days played; yields what moves it."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def report_tables(report: ExperimentReport, language: Language) -> RenderableType:
    """An experiment as tables for a terminal."""
    parts: list[RenderableType] = [_figures(report, language)]
    parts += [_difference(report, n, language) for n in range(len(report.comparisons))]
    parts.append(_groups(report, language, "by_min_stars", lambda one: one.by_min_stars))
    parts.append(_groups(report, language, "by_district", _largest_districts))
    parts += [_stars(one, language) for one in report.summaries]
    parts += [_refused(one, language) for one in report.summaries if one.refused]
    return Group(*parts)


def staffing_table(found: Staffing, language: Language, *, most: int, policy: str) -> RenderableType:
    """The answers as a table for a terminal."""
    days = found.answers[0].days
    table = Table(title=say(language, "staffing", days=days, policy=policy), title_justify="left")
    heads = ("target_head", "answer_head", "kept_head", "fewer_head", "too_few_head", "good_days_head")
    for head in heads:
        table.add_column(say(language, head), justify="right")
    for answer in found.answers:
        table.add_row(*_answer(answer, language, most))
    return table


def write_files(
    console: Console,
    files: Files,
    language: Language,
    *,
    document: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    chart: Callable[[], str],
) -> None:
    """Write what was asked for, each where it was asked for."""
    if files.json:
        _write(console, files.json, json.dumps(document, ensure_ascii=False, indent=1) + "\n", language)
    if files.csv:
        files.csv.parent.mkdir(parents=True, exist_ok=True)
        _write_rows(files.csv, list(rows))
        _tell_written(console, files.csv, language)
    if files.svg:
        _write(console, files.svg, chart(), language)


def _figures(report: ExperimentReport, language: Language) -> Table:
    key = "played" if report.blocks > 1 else "played_city" if report.days > 1 else "played_day"
    title = say(language, key, days=report.days, cities=report.blocks, repeats=report.repeats)
    table = Table(title=title, title_justify="left")
    table.add_column(say(language, "figure"), style="bold")
    for summary in report.summaries:
        table.add_column(summary.arm, justify="right")
    for name in _SHOWN:
        row = [_interval(summary.figures[name]) for summary in report.summaries]
        table.add_row(FIGURES[language][name], *row)
    return table


def _difference(report: ExperimentReport, n: int, language: Language) -> Table:
    comparison = report.comparisons[n]
    against = say(language, "against", baseline=comparison.baseline)
    table = Table(title=f"{comparison.arm} · {against}", title_justify="left")
    table.add_column(say(language, "figure"), style="bold")
    table.add_column(say(language, "difference"), justify="right")
    table.add_column(say(language, "is_real"))
    for name, interval in comparison.figures.items():
        same = interval.mean == 0 and not interval.half
        real = say(language, "same" if same else "separates" if interval.separates else "chance")
        style = "" if interval.separates else "dim"
        table.add_row(FIGURES[language][name], _interval(interval, signed=True), real, style=style)
    return table


def _groups(
    report: ExperimentReport,
    language: Language,
    title: str,
    groups: Callable[[Summary], Mapping[Any, Requests]],
) -> Table:
    table = Table(title=say(language, title), title_justify="left")
    table.add_column(say(language, "stars" if title == "by_min_stars" else "district"), style="bold")
    table.add_column(FIGURES[language]["requests"].split(",")[0], justify="right")
    for summary in report.summaries:
        table.add_column(summary.arm, justify="right")
    first = groups(report.summaries[0])
    for key, group in first.items():
        kept = [groups(summary).get(key) for summary in report.summaries]
        row = ["-" if one is None or one.kept_pct is None else f"{one.kept_pct:.1f}" for one in kept]
        table.add_row(str(key), f"{group.requests / report.days:.1f}", *row)
    return table


def _largest_districts(summary: Summary) -> dict[str, Requests]:
    ranked = sorted(summary.by_district.items(), key=lambda item: (-item[1].requests, item[0]))
    return dict(ranked[:_MOST_DISTRICTS])


def _stars(summary: Summary, language: Language) -> Table:
    table = Table(title=f"{say(language, 'by_stars')} · {summary.arm}", title_justify="left")
    table.add_column(say(language, "stars"), style="bold")
    for head in ("visits", "working", "driving"):
        table.add_column(say(language, head), justify="right")
    for stars, group in summary.by_stars.items():
        table.add_row("★" * stars, str(group.visits), f"{group.working_pct:.0f}", f"{group.driving_pct:.0f}")
    return table


def _refused(summary: Summary, language: Language) -> Text:
    told = ", ".join(f"{code} {count}" for code, count in summary.refused.items())
    return Text(f"{say(language, 'refused')} · {summary.arm}: {told}", style="red")


def _answer(answer: Answer, language: Language, most: int) -> list[str]:
    low, high = answer.good_days_interval
    good = f"{answer.good_days}/{answer.days} ({100 * low:.0f}…{100 * high:.0f} %)"
    return [
        f"{answer.target_pct:g} %",
        say(language, "none", most=most) if answer.engineers is None else str(answer.engineers),
        "-" if answer.kept_pct is None else _bounds(answer.kept_pct),
        "-" if answer.one_fewer is None else _bounds(answer.one_fewer.kept_pct),
        "-" if answer.too_few is None else f"≤ {answer.too_few}",
        good,
    ]


def _bounds(interval: Interval) -> str:
    return f"{interval.mean:.1f} ({interval.low:.1f}…{interval.high:.1f})"


def _interval(interval: Interval, *, signed: bool = False) -> str:
    mean = f"{interval.mean:+.2f}" if signed else f"{interval.mean:.2f}"
    return mean if interval.half is None else f"{mean} ± {interval.half:.2f}"


def _write(console: Console, path: Path, text: str, language: Language) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    _tell_written(console, path, language)


def _write_rows(path: Path, rows: list[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets spreadsheets read Chinese
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _tell_written(console: Console, path: Path, language: Language) -> None:
    console.print(say(language, "written", path=path), highlight=False, soft_wrap=True)
