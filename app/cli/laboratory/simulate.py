"""`onehour simulate`: days, made up or real, under several policies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from rich.console import Console

from app.cli.laboratory.options import (
    company_options,
    demand_options,
    files_of,
    language_of,
    means_of,
    output_options,
    playing_options,
    policy_help,
)
from app.cli.laboratory.refusals import told
from app.cli.laboratory.showing import progress, report_tables, write_files
from app.cli.laboratory.sources import Source, source_of
from dispatch.simulation.change import CrewChange
from dispatch.simulation.charts import report_chart
from dispatch.simulation.experiment import Arm, play_all
from dispatch.simulation.report import make_report
from dispatch.simulation.texts import Language, say


@click.command()
@click.argument("files", nargs=-1, metavar="[DAY.json]...", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--policy", "policies", multiple=True, default=("live",), show_default=True, help=policy_help)
@click.option("--days", type=click.IntRange(1, 1000), default=5, show_default=True, help="From a Monday on.")
@click.option("--weeks", type=click.IntRange(1, 52), help="Whole weeks instead of days, weekends too.")
@click.option(
    "--seeds",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="So many cities, each with its own crew.",
)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Play this day of the territory again.")
@click.option("--without", multiple=True, metavar="ENGINEER", help="Leave an engineer out.")
@click.option(
    "--add-engineers", type=click.IntRange(0, 1000), default=0, help="So many more, like the others."
)
@demand_options
@company_options
@playing_options
@output_options
@click.pass_context
def simulate(context: click.Context, /, **chosen: Any) -> None:
    """Play working days against dispatch policies, and compare them day by day.

    Without DAY.json, --date or --learn the days are made up from a seed, and no database is needed.  With
    --date, --without, --add-engineers and --promise-min are compared with the day as it was.  The first
    policy is what the others are compared with.  See docs/laboratory.md for the figures and a day's format.
    """
    language, console = language_of(chosen["language"]), Console()
    chosen["days_given"] = context.get_parameter_source("days") is not ParameterSource.DEFAULT
    with told(language):
        source = source_of(chosen, language)
        arms = arms_of(chosen, language, known=bool(source.past or chosen["files"]))
        with progress(Console(stderr=True), say(language, "playing")) as tell:
            played = play_all(source.scenarios, arms, means_of(chosen), tell)
    report = make_report(played, arms)
    console.print(report_tables(report, language))
    _tell_past(console, source, language)
    document = report.to_dict() | {"past": _past_dict(source)}
    write_files(
        console,
        files_of(chosen),
        language,
        document=document,
        rows=report.rows(),
        chart=lambda: report_chart(report, language),
    )
    context.exit(1 if any(one.refused for one in played) else 0)


def arms_of(chosen: Mapping[str, Any], language: Language, *, known: bool) -> list[Arm]:
    """Every policy, on the days as they are and, where something is changed, as changed.

    The promise of days that are made up is theirs already; that of `known` days is a change.
    """
    minutes = chosen["promise_min"] if known else None
    change = CrewChange(
        without=tuple(chosen["without"]),
        added=chosen["add_engineers"],
        promise_s=None if minutes is None else round(minutes * 60),
    )
    policies = list(dict.fromkeys(chosen["policies"]))
    if change.is_none:
        return [Arm(name, name) for name in policies]
    what = _described(change, language)
    pairs = [(Arm(name, name), Arm(f"{name} · {what}", name, change)) for name in policies]
    return [arm for pair in pairs for arm in pair]


def _described(change: CrewChange, language: Language) -> str:
    parts = []
    if change.without:
        parts.append(say(language, "without", engineers=", ".join(change.without)))
    if change.added:
        parts.append(say(language, "added", count=change.added))
    if change.promise_s is not None:
        parts.append(say(language, "promise", minutes=f"{change.promise_s / 60:g}"))
    return ("，" if language == "zh-CN" else ", ").join(parts)


def _tell_past(console: Console, source: Source, language: Language) -> None:
    if source.past:
        facts = _past_dict(source)
        console.print(say(language, "as_it_was", **facts), highlight=False)


def _past_dict(source: Source) -> dict[str, Any]:
    """What really became of the days, where they were real."""
    requests = sum(len(one.day.requests) for one in source.past)
    kept = sum(one.kept for one in source.past)
    return {
        "requests": requests,
        "kept": kept,
        "pct": round(100 * kept / requests, 1) if requests else None,
        "cancelled": sum(one.cancelled for one in source.past),
        "solved_remotely": sum(one.solved_remotely for one in source.past),
    }
