"""`onehour import`: a register's rows from a file."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.setup import means, with_settings
from app.office_api.imports import KINDS, parsed_rows
from app.runtime import unit_of_work
from app.services.imports import ImportReport, ImportUndone, import_rows
from app.settings import Settings


@click.command(name="import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@with_settings
def import_(settings: Settings, kind: str, file: Path, *, dry_run: bool) -> None:
    """Add the rows of the CSV FILE to the register KIND, all of them or none.

    The first line names the columns.  What is wrong is told row by row, and the exit status is 1.
    """
    rows = parsed_rows(kind, file.read_bytes())
    try:
        with means(settings) as runtime, unit_of_work(runtime) as uow:
            report = import_rows(uow, KINDS[kind][0], rows, dry_run=dry_run)
    except ImportUndone as undone:
        report = undone.report
    _tell(report)
    if report.errors:
        raise SystemExit(1)


def _tell(report: ImportReport) -> None:
    for error in report.errors:
        click.echo(f"row {error.row}: {error.field} {error.message}".replace("  ", " "), err=True)
    if report.errors:
        click.echo(f"Nothing was imported of {report.rows} rows.")
    elif report.dry_run:
        click.echo(f"All {report.rows} rows are right; nothing was written.")
    else:
        click.echo(f"{report.imported} rows imported.")
