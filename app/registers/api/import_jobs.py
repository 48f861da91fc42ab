"""Imports as long work: that of a call, with progress, stop and a file of the rows that are wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from app.jobs.hooks import JobFile, JobOutcome, RunningJob
from app.jobs.rules.phrases import stored
from app.kernel import unit_of_work
from app.kernel.phrases import Phrase
from app.registers.api.import_parsing import FileRead, Reading, read_file
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_wrong import wrong_file
from app.registers.commands.imports import finish_import, run_import, whole_since
from app.web.wording import say_in

_STORED = 50
"""Errors that stand in the job's report; its file has all."""


def run(job: RunningJob) -> JobOutcome:
    """Import the file of a job; taken up again, it finds the rows that stand as they are."""
    params, data = job.job.params, job.file()
    dry_run, good_rows = params["dry_run"], params.get("good_rows", False)
    read = read_file(params["kind"], data, Reading(**params.get("reading", {})))
    task = read.task(data)
    task = replace(task, progress=lambda step, done: job.progress(done, len(task.rows), step))
    # A file that came in whole since this job began is not gone through a third time.
    own = job.job.claims > 1 and whole_since(job.runtime, task, job.job.created_at)
    again = params["again"] and not own
    report = run_import(job.runtime, job.principal, task, dry_run=dry_run, again=again, good_rows=good_rows)
    if not (report.errors or dry_run or report.already_imported_at):
        with unit_of_work(job.runtime, job.principal) as uow:
            finish_import(uow, task)
    # An earlier try of this job may have ended before it could say that the file came in whole.
    report = replace(report, already_imported_at=None) if own else report
    return _outcome(job, read, report, good_rows=good_rows)


def _outcome(job: RunningJob, read: FileRead, report: ImportReport, *, good_rows: bool) -> JobOutcome:
    names = ("rows", "imported", "dry_run", "new", "changed", "unchanged", "wrong")
    counts = {name: getattr(report, name) for name in names}
    if not report.errors:
        return JobOutcome(_came_of(report), report=counts)
    errors = [
        {"row": one.row, "field": one.field, "column": one.column, "message": stored(one.message)}
        for one in report.errors[:_STORED]
    ]
    locale = job.principal.locale or job.runtime.settings.default_locale
    written = wrong_file(read.table, report, lambda text: say_in(locale, text))
    name = f"{PurePath(job.job.file_name).stem or 'file'}-wrong{read.table.suffix}"
    file = JobFile(name, read.table.mime, written)
    taken = good_rows and not report.dry_run and not read.wrong
    return JobOutcome(
        _went_wrong(report, taken=taken), well=taken, report={**counts, "errors": errors}, file=file
    )


def _went_wrong(report: ImportReport, *, taken: bool) -> Phrase:
    if taken:
        return Phrase(
            "Rows taken: %(count)s. Wrong rows, in the file: %(wrong)s.",
            count=report.imported,
            wrong=report.wrong,
        )
    if report.imported:
        return Phrase.counted(
            "The first row stands; the next one is wrong.",
            "The first %(num)s rows stand; the next one is wrong.",
            num=report.imported,
        )
    return Phrase("Some rows are wrong; nothing was imported.")


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
