"""Imports as long work: that of a call, with progress, stop and a file of what is wrong."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from app.jobs.hooks import JobFile, JobOutcome, RunningJob
from app.jobs.rules.phrases import stored
from app.kernel import unit_of_work
from app.kernel.phrases import Phrase
from app.registers.api.import_parsing import KINDS, parsed_rows
from app.registers.commands.imports import Import, ImportReport, finish_import, run_import, whole_since
from app.web.wording import say_in


def run(job: RunningJob) -> JobOutcome:
    """Import the file of a job; taken up again, it goes on behind the rows that stand."""
    params, data = job.job.params, job.file()
    kind, dry_run = params["kind"], params["dry_run"]
    task = Import.of(KINDS[kind][0], parsed_rows(kind, data), data)
    task = replace(task, progress=lambda step, done: job.progress(done, len(task.rows), step))
    # Rows that were wanted once more and stand since this job began are not added a third time.
    own = job.job.claims > 1 and whole_since(job.runtime, task, job.job.created_at)
    report = run_import(job.runtime, job.principal, task, dry_run=dry_run, again=params["again"] and not own)
    if not (report.errors or dry_run or report.already_imported_at):
        with unit_of_work(job.runtime, job.principal) as uow:
            finish_import(uow, task)
    # An earlier try of this job may have ended before it could say that the file came in whole.
    return _outcome(job, replace(report, already_imported_at=None) if own else report)


def _outcome(job: RunningJob, report: ImportReport) -> JobOutcome:
    counts = {"rows": report.rows, "imported": report.imported, "dry_run": report.dry_run}
    if not report.errors:
        return JobOutcome(_came_of(report), report=counts)
    errors = [{"row": one.row, "field": one.field, "message": stored(one.message)} for one in report.errors]
    told = Phrase.counted(
        "The first row stands; the next one is wrong.",
        "The first %(num)s rows stand; the next one is wrong.",
        num=report.imported,
    )
    if not report.imported:
        told = Phrase("Some rows are wrong; nothing was imported.")
    file = JobFile("what-is-wrong.csv", "text/csv", _written(job, report))
    return JobOutcome(told, well=False, report={**counts, "errors": errors}, file=file)


def _came_of(report: ImportReport) -> Phrase:
    if report.already_imported_at is not None:
        return Phrase("This same file came in whole before; nothing was written.")
    if report.dry_run:
        return Phrase.counted(
            "The %(num)s row is right; nothing was written.",
            "All %(num)s rows are right; nothing was written.",
            num=report.rows,
        )
    return Phrase.counted("%(num)s row came in.", "%(num)s rows came in.", num=report.imported)


def _written(job: RunningJob, report: ImportReport) -> bytes:
    """Write what is wrong as a spreadsheet opens it, in the language of who started the import."""
    locale = job.principal.locale or job.runtime.settings.default_locale
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [say_in(locale, one) for one in (Phrase("Row"), Phrase("Column"), Phrase("What is wrong"))]
    )
    for error in report.errors:
        told = say_in(locale, error.message)
        # A cell that begins like a formula would be run as one by whoever opens the file.
        writer.writerow([error.row, error.field, f"'{told}" if told[:1] in "=+-@" else told])
    return text.getvalue().encode("utf-8-sig")
