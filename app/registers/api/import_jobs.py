"""Imports as long work: that of a call, with progress, stop and a file of the rows that are wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from app.jobs.hooks import JobFile, JobOutcome, RunningJob
from app.kernel import unit_of_work
from app.kernel.phrases import Phrase
from app.registers.api.import_parsing import FileRead, Reading, read_file
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_stored import kept_report
from app.registers.commands.import_wrong import wrong_file
from app.registers.commands.imports import finish_import, run_import, whole_since
from app.web.wording import say_in


def run(job: RunningJob) -> JobOutcome:
    """Import the file of a job; taken up again, it finds the rows that stand as they are."""
    params, data = job.job.params, job.file()
    dry_run, good_rows = params["dry_run"], params.get("good_rows", False)
    read = read_file(params["kind"], data, Reading(**params.get("reading", {})))
    task = read.task(data)
    task = replace(task, same=frozenset(params.get("same", ())), all_same=params.get("all_same", False))
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
    kept = kept_report(report)
    if not report.errors:
        return JobOutcome(_came_of(report), report=kept)
    locale = job.job.params.get("locale") or job.principal.locale or job.runtime.settings.default_locale
    written = wrong_file(read.table, report, lambda text: say_in(locale, text))
    name = f"{PurePath(job.job.file_name).stem or 'file'}-wrong{read.table.suffix}"
    file = JobFile(name, read.table.mime, written)
    if report.dry_run or (good_rows and not read.wrong):
        return JobOutcome(_came_of(report), report=kept, file=file)
    done = report.imported or report.rows
    return JobOutcome(_refused(report), well=False, report=kept, file=file, done=done)


def _refused(report: ImportReport) -> Phrase:
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
    counts = {name: getattr(report, name) for name in ("new", "changed", "unchanged", "wrong")}
    if report.dry_run:
        return Phrase(
            "Checked, nothing is written yet. New: %(new)s, changed: %(changed)s, unchanged: %(unchanged)s,"
            " wrong: %(wrong)s.",
            **counts,
        )
    if report.joined:
        return Phrase(
            "Imported. New: %(new)s, changed: %(changed)s, joined to another: %(joined)s, unchanged:"
            " %(unchanged)s, wrong: %(wrong)s.",
            **counts,
            joined=report.joined,
        )
    if report.wrong:
        return Phrase(
            "Imported. New: %(new)s, changed: %(changed)s, unchanged: %(unchanged)s. Wrong rows, in the file:"
            " %(wrong)s.",
            **counts,
        )
    counts.pop("wrong")
    return Phrase("Imported. New: %(new)s, changed: %(changed)s, unchanged: %(unchanged)s.", **counts)
