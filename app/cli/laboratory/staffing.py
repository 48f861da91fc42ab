"""`onehour staffing`: how many engineers keep the promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
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
from app.cli.laboratory.showing import progress, staffing_table, write_files
from app.cli.laboratory.sources import series_of
from dispatch.simulation.charts import staffing_chart
from dispatch.simulation.series import Keeping
from dispatch.simulation.staffing import TARGETS, Staffing, find_staffing
from dispatch.simulation.texts import say


@click.command()
@click.option(
    "--target",
    "targets",
    multiple=True,
    type=click.FloatRange(0, 100, min_open=True),
    default=TARGETS,
    show_default=True,
    help="Promises to keep, in per cent.",
)
@click.option(
    "--days",
    type=click.IntRange(2, 1000),
    default=10,
    show_default=True,
    help="Days that decide; more of them, narrower intervals.",
)
@click.option(
    "--most", type=click.IntRange(1, 5000), help="Largest crew to try; by default four times the first."
)
@click.option("--policy", default="live", show_default=True, help=policy_help)
@demand_options
@company_options
@playing_options
@output_options
@click.pass_context
def staffing(context: click.Context, /, **chosen: Any) -> None:
    """Find the smallest crews that keep the promise at 95, 98 and 99 %.

    The demand is what --load asks of --engineers, or --requests a day, or with --learn the territory's own;
    the crew is then varied while the days stay the same.  An answer is the smallest crew of which the whole
    95 % interval lies at or above the target.  docs/laboratory.md says how to read it.
    """
    language, console = language_of(chosen["language"]), Console()
    with told(language):
        series, crew = series_of(chosen, language)
        most = chosen["most"] or 4 * crew
        with progress(Console(stderr=True), say(language, "trying")) as tell:
            keep = Keeping(series, chosen["policy"], means_of(chosen), tell)
            found = find_staffing(keep, chosen["days"], chosen["targets"], guess=crew, most=most)
    console.print(staffing_table(found, language, most=most, policy=chosen["policy"]))
    write_files(
        console,
        files_of(chosen),
        language,
        document=found.to_dict() | {"policy": chosen["policy"], "days": chosen["days"], "most": most},
        rows=rows_of(found),
        chart=lambda: staffing_chart(found, language),
    )
    context.exit(0 if all(answer.engineers is not None for answer in found.answers) else 1)


def rows_of(found: Staffing) -> Iterator[dict[str, Any]]:
    """One row for each crew that was tried on all days."""
    for crew in found.tried:
        yield {"engineers": crew.size} | {
            f"kept_pct_{name}": value for name, value in crew.kept_pct.to_dict().items()
        }
