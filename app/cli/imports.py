"""`onehour import`: a register's rows from a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.cli.setup import means, with_settings
from app.kernel import unit_of_work
from app.kernel.principal import SYSTEM
from app.registers.api.import_kinds import KINDS
from app.registers.api.import_parsing import Reading, read_file
from app.registers.commands.import_mappings import remember, remembered
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_wrong import wrong_file
from app.registers.commands.imports import finish_import, run_import
from app.registers.commands.queued_imports import start_import
from app.settings import Settings


@click.command(name="import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and show what would change; write nothing.")
@click.option("--again", is_flag=True, help="Go through a file that came in whole before once more.")
@click.option("--background", is_flag=True, help="Leave the file to a worker; /jobs says how far it is.")
@click.option("--good-rows", is_flag=True, help="Take the rows that are right, though others are wrong.")
@click.option(
    "--all-same", is_flag=True, help="Take new rows that are likely a customer on record as that one."
)
@click.option(
    "--wrong-rows", type=click.Path(path_type=Path), help="Write the wrong rows here, each with its reason."
)
@click.option("--charset", default="", help="Of the file; else it is recognised.")
@click.option("--separator", default="", help="Of its cells; else it is recognised.")
@click.option(
    "--map", "pairs", multiple=True, metavar="HEADER=COLUMN", help="What a header means; remembered."
)
@click.option("--ignore-unknown", is_flag=True, help="Leave out columns that nobody knows.")
@with_settings
def import_(settings: Settings, kind: str, file: Path, **options: Any) -> None:
    """Take the rows of FILE (CSV or .xlsx) into the register KIND, none if one is wrong.

    A header names the columns, in Chinese or English.  A row on record, by its external_id or its own name,
    is changed where it says something else; others are added.  What is wrong is told row by row, and the exit
    status is 1.  A file that came in whole is not gone through again unless --again is given.
    """
    data = file.read_bytes()
    mapping = dict(pair.rpartition("=")[::2] for pair in options["pairs"])
    how = Reading(options["charset"], options["separator"], mapping, {}, options["ignore_unknown"])
    asked = {name: options[name] for name in ("dry_run", "again", "good_rows")}
    with means(settings) as runtime:
        with unit_of_work(runtime, write=False) as uow:
            how = replace(how, remembered=remembered(uow, kind))
        read = read_file(kind, data, how)
        task = replace(read.task(data), all_same=options["all_same"])
        if options["background"] and not read.wrong:
            with unit_of_work(runtime) as uow:
                remember(uow, kind, mapping)
                job = start_import(uow, kind, data, file.name, how.stored(), all_same=task.all_same, **asked)
            click.echo(f"Job {job.id} waits for a worker.")
            return
        report = run_import(runtime, SYSTEM, task, **asked)
        if not report.dry_run:
            with unit_of_work(runtime) as uow:
                remember(uow, kind, mapping)
                if not (report.errors or report.already_imported_at):
                    finish_import(uow, task)
    if options["wrong_rows"] and report.wrong_rows:
        options["wrong_rows"].write_bytes(wrong_file(read.table, report, str))
    _tell(report, good_rows=asked["good_rows"])
    if report.errors:
        raise SystemExit(1)


def _tell(report: ImportReport, *, good_rows: bool) -> None:
    for error in report.errors:
        click.echo(
            f"row {error.row}: {error.column or error.field} {error.message}".replace("  ", " "), err=True
        )
    if report.more_errors:
        click.echo(f"and {report.more_errors} errors more", err=True)
    for odd in report.warnings:
        click.echo(f"row {odd.row}: look at {odd.column or odd.field}: {odd.message}", err=True)
    if report.already_imported_at:
        click.echo(
            f"This file was imported whole at {report.already_imported_at.isoformat(timespec='seconds')}; "
            "nothing was written. To go through it once more: --again"
        )
        return
    if report.dry_run:
        for change in report.changes:
            for one in change.columns:
                click.echo(f"row {change.row} {change.name}: {one.field} {one.old!r} -> {one.new!r}")
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.wrong} wrong"
    if report.errors and not good_rows:
        stand = f"The first {report.imported} rows stand" if report.imported else "Nothing was imported"
        click.echo(f"{stand} of {report.rows} rows: {counts}.")
    elif report.dry_run and not report.errors:
        click.echo(f"All {report.rows} rows are right; nothing was written: {counts}.")
    else:
        click.echo(f"Imported: {counts}.")
