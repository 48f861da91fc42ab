"""`onehour import`: a register's rows from a file."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.setup import means, with_settings
from app.kernel import unit_of_work
from app.kernel.principal import SYSTEM
from app.registers.api.import_parsing import KINDS, parsed_rows
from app.registers.commands.imports import Import, ImportReport, finish_import, run_import
from app.registers.commands.queued_imports import start_import
from app.settings import Settings


@click.command(name="import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--again", is_flag=True, help="Add the rows of a file that came in whole before once more.")
@click.option("--background", is_flag=True, help="Leave the file to a worker; /jobs says how far it is.")
@with_settings
def import_(
    settings: Settings, kind: str, file: Path, *, dry_run: bool, again: bool, background: bool
) -> None:
    """Add the rows of the CSV FILE to the register KIND, none if one is wrong.

    The first line names the columns.  What is wrong is told row by row, and the exit status is 1.  All rows
    are checked first; a file that was cut short goes on where it stopped when it is imported again, and one
    that came in whole adds nothing unless --again is given.
    """
    data = file.read_bytes()
    task = Import.of(KINDS[kind][0], parsed_rows(kind, data), data)
    with means(settings) as runtime:
        if background:
            with unit_of_work(runtime) as uow:
                job = start_import(uow, kind, data, file.name, dry_run=dry_run, again=again)
            click.echo(f"Job {job.id} waits for a worker.")
            return
        report = run_import(runtime, SYSTEM, task, dry_run=dry_run, again=again)
        if not (report.errors or dry_run or report.already_imported_at):
            with unit_of_work(runtime) as uow:
                finish_import(uow, task)
    _tell(report)
    if report.errors:
        raise SystemExit(1)


def _tell(report: ImportReport) -> None:
    for error in report.errors:
        click.echo(f"row {error.row}: {error.field} {error.message}".replace("  ", " "), err=True)
    if report.errors:
        stand = f"The first {report.imported} rows stand" if report.imported else "Nothing was imported"
        click.echo(f"{stand} of {report.rows} rows.")
    elif report.already_imported_at:
        click.echo(
            f"This file was imported whole at {report.already_imported_at.isoformat(timespec='seconds')}; "
            "nothing was written. To add its rows once more: --again"
        )
    elif report.dry_run:
        click.echo(f"All {report.rows} rows are right; nothing was written.")
    else:
        click.echo(f"{report.imported} rows imported.")
