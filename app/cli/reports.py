"""`onehour reports`: the reports of the pages, in a terminal or as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from app.cli.setup import means, with_settings
from app.kernel import UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.principal import SYSTEM
from app.registers.commands.import_naming import by_natural_key
from app.reports.pages import asking
from app.reports.pages.files import DRAWN, WRITERS
from app.reports.pages.views import View, about, view_of
from app.reports.reads import names as naming
from app.reports.reads.reports import MOST_IN_FILE, MOST_LINES, TOPICS
from app.reports.rules.asked import By
from app.settings import Settings
from app.web.languages import LOCALES, speaking

_BAR_WIDE = 24


@click.command()
@click.argument("topic", type=click.Choice(list(TOPICS)))
@click.option("--by", type=click.Choice([str(way) for way in By]), help="A row for each; days when left out.")
@click.option("--from", "from_", default="", metavar="DAY", help="First day, such as 2026-11-01.")
@click.option("--to", default="", metavar="DAY", help="Last day; today when left out.")
@click.option("--territory", metavar="NAME", help="Only of this territory.")
@click.option("--engineer", metavar="NUMBER", help="Only of this engineer.")
@click.option("--customer", default="", metavar="TEXT", help="Only of customers with this in their names.")
@click.option("--language", type=click.Choice(list(LOCALES)), help="The installation's when left out.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write .pdf, .csv, .xlsx or .svg instead."
)
@with_settings
def reports(settings: Settings, topic: str, *, language: str | None, out: Path | None, **asked: Any) -> None:
    """Print the report TOPIC with a bar beside each row, or write it to a file."""
    kind = out.suffix.lstrip(".").lower() if out else ""
    if out and kind not in WRITERS:
        raise click.UsageError(f"A report is written as {', '.join(f'.{one}' for one in WRITERS)}.")
    with means(settings) as runtime, speaking(language or settings.default_locale):
        with unit_of_work(runtime, SYSTEM, write=False) as uow:
            now = uow.now
            view, of_whom = _report(uow, topic, asked, MOST_IN_FILE if kind not in DRAWN else MOST_LINES)
        if out:
            out.write_bytes(WRITERS[kind](view, of_whom, settings.company_name, now).content)
            click.echo(f"{out} holds {len(view.report.lines)} rows.")
        else:
            Console().print(_table(view, of_whom))


def _report(uow: UnitOfWork, topic: str, asked: dict[str, Any], most: int) -> tuple[View, list[str]]:
    said = {
        "topic": topic,
        "by": asked["by"] or "",
        "from": asked["from_"],
        "to": asked["to"],
        "customer": asked["customer"],
        **{
            kind: str(by_natural_key(uow, kind, asked[kind]))
            for kind in ("territory", "engineer")
            if asked[kind]
        },
    }
    asks = asking.read(uow, said, naming.territories(uow))
    if asks.wrong:
        raise Invalid({name: [text] for name, text in asks.wrong.items()})
    return view_of(uow, asks.asked, most), about(uow, asks.asked)


def _table(view: View, of_whom: list[str]) -> Table:
    """Return the report as a table; the bar is of the first figure, in shares of the longest."""
    told = view.told(of_whom)
    table = Table(title=told.title, caption="\n".join([*told.about, told.what]), show_footer=True)
    for n, (head, total) in enumerate(zip(told.heads, told.total, strict=True)):
        table.add_column(head, total, justify="right" if n else "left")
    table.add_column(told.heads[1], min_width=_BAR_WIDE)
    first = view.report.columns[0].key
    sizes = [line.figures[first] or 0 for line in view.report.lines]
    longest = max(sizes, default=0)
    for row, size in zip(told.rows, sizes, strict=True):
        table.add_row(*row, Bar(longest, 0, size, width=_BAR_WIDE) if size else "")
    return table
