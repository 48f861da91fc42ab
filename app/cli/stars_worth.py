"""`onehour stars worth`: past days played with and without dispatching by stars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from app.cli.laboratory.options import Files, language_of, means_of, output_options, playing_options
from app.cli.laboratory.refusals import told
from app.cli.laboratory.showing import progress, write_files
from app.cli.laboratory.sources import territory_of
from app.cli.setup import setting
from app.dispatching.reads.learned import star_factors
from app.laboratory.reads.past_days import past_day
from dispatch.simulation.change import CrewChange
from dispatch.simulation.experiment import Arm, Scenario, play_all
from dispatch.simulation.report import ExperimentReport, Summary, make_report
from dispatch.simulation.texts import Language, say

WITH, WITHOUT = "live", "star_blind"
_ROWS = ("kept_pct", "drive_min_per_visit", "fix_pct", "below_stars", "overtime_min")
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "title": "{days} days, {requests} requests: dispatching by stars against without",
        "with": "by stars",
        "without": "without",
        "difference": "difference",
        "kept_pct": "Promises kept, %",
        "drive_min_per_visit": "Driving for each visit, min",
        "fix_pct": "First-time fix to be expected, %",
        "below_stars": "Visits by fewer stars than asked for, a day",
        "overtime_min": "Overtime, min a day",
        "not_learned": "First-time fix is not shown: nothing has been learned of the grades yet.",
    },
    "zh-CN": {
        "title": "{days} 天、{requests} 个报修：按星级派工与不按星级派工对比",
        "with": "按星级",
        "without": "不按星级",
        "difference": "差异",
        "kept_pct": "承诺兑现率（%）",
        "drive_min_per_visit": "每次上门行驶（分钟）",
        "fix_pct": "预期首次修复率（%）",
        "below_stars": "低于要求星级的上门（次/天）",
        "overtime_min": "加班（分钟/天）",
        "not_learned": "未显示首次修复率：尚未学到各星级的数据。",
    },
}


@click.command()
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day to play again.")
@click.option("--days", type=click.IntRange(1, 366), default=5, show_default=True, help="So many from it on.")
@click.option("--territory", metavar="CODE", help="Which territory; needed where there are several.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of what the engine draws.")
@setting("--database-url", help="SQLAlchemy address; SQLite in the data folder when left out.")
@setting("--data-dir", type=click.Path(path_type=Path), help="Folder of the database.")
@playing_options
@output_options
def worth(**chosen: Any) -> None:
    """Play past days again with and without dispatching by stars, and print what stars are worth.

    Without: everybody is taken for the same grade, no minimum holds, and the planner reckons with the crew's
    mean pace; the work takes as long as it does by whoever comes.  First-time fix is what the grades of those
    who came would lead to expect by what closed visits taught; it is no outcome of the play.
    """
    language, console = language_of(chosen["language"]), Console()
    first: datetime = chosen["date"]
    with told(language):
        with territory_of(chosen, language) as (uow, territory):
            fixes = star_factors(uow).fix_by_stars
            past = [past_day(uow, territory, first.date() + timedelta(days=n)) for n in range(chosen["days"])]
        days = [Scenario(chosen["seed"], one.day) for one in past if one.day.requests and one.day.engineers]
        if not days:
            raise click.UsageError(say(language, "no_requests"))
        arms = [Arm(WITH, WITH), Arm(WITHOUT, WITHOUT, CrewChange(any_stars=True))]
        with progress(Console(stderr=True), say(language, "playing")) as tell:
            report = make_report(play_all(days, arms, means_of(chosen), tell), arms)
    figures = [figures_of(one, fixes) for one in report.summaries]
    console.print(_table(report, figures, language))
    if not fixes:
        console.print(_TEXTS[language]["not_learned"], highlight=False)
    write_files(
        console,
        Files(chosen["json_file"], chosen["csv_file"], None),
        language,
        document={"with": figures[0], "without": figures[1], "days": report.days},
        rows=[{"figure": name, "with": figures[0][name], "without": figures[1][name]} for name in _ROWS],
        chart=lambda: "",
    )


def figures_of(summary: Summary, fixes: Mapping[int, float]) -> dict[str, float | None]:
    """Return what one arm came to; first-time fix is None where nothing was learned."""
    found: dict[str, float | None] = {name: summary.figures[name].mean for name in _ROWS if name != "fix_pct"}
    known = {stars: group.visits for stars, group in summary.by_stars.items() if stars in fixes}
    visits = sum(known.values())
    fixed = sum(fixes[stars] * count for stars, count in known.items())
    return found | {"fix_pct": 100 * fixed / visits if visits else None}


def _table(report: ExperimentReport, figures: list[dict[str, float | None]], language: Language) -> Table:
    texts = _TEXTS[language]
    requests = round(report.summaries[0].figures["requests"].mean * report.days)
    table = Table(title=texts["title"].format(days=report.days, requests=requests), title_justify="left")
    table.add_column("", style="bold")
    for head in ("with", "without", "difference"):
        table.add_column(texts[head], justify="right")
    for name in _ROWS:
        one, other = figures[0][name], figures[1][name]
        if one is None or other is None:
            continue
        table.add_row(texts[name], f"{one:.1f}", f"{other:.1f}", f"{one - other:+.1f}")
    return table
