"""What came of a file that was left to a worker: the same preview as of a short one, and its import."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.jobs.commands import asking
from app.jobs.hooks import KINDS as JOB_KINDS
from app.jobs.reads.jobs import message_of
from app.jobs.rules.states import ENDED, JobState
from app.jobs.tables import LongJob
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import Conflict, NotFound
from app.registers.api.import_kinds import KINDS
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_shapes import place_of
from app.registers.commands.import_stored import report_of
from app.registers.commands.queued_imports import IMPORT
from app.registers.pages.imports import DOUBLES, REGISTERS, SAME
from app.registers.reads.customers import zone_of_customer
from app.registers.rules.column_names import column_label
from app.web.context import transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say


def job_page(job_id: UUID) -> str:
    """Show how far it is, and what came of it or would."""
    with transaction(write=False) as uow:
        job = _import(uow, job_id)
        report = _report(job)
        return render_template(
            "import_job.html",
            job=job,
            title=REGISTERS[job.params["kind"]],
            said=JOB_KINDS[IMPORT].title_of(job),
            message=message_of(job),
            busy=job.state not in ENDED,
            bad=job.state in {JobState.FAILED, JobState.STOPPED} or bool(report and report.wrong),
            report=report,
            whole=report is not None and _is_open(report) and not report.wrong,
            good_rows=report is not None and _is_open(report) and 0 < report.wrong < report.rows,
            doubles=DOUBLES,
            place_of=place_of,
            label_of=column_label,
            once=once.fresh(uow),
            zone=zone_of_customer(uow, None),
            now=uow.now,
        )


def act(job_id: UUID) -> Response:
    """Have the file imported that was checked, or its good rows alone."""
    try:
        with transaction() as uow:
            once.reserve(uow)
            job = _import(uow, job_id)
            asked = {"dry_run": False, "good_rows": "good_rows" in request.form}
            if DOUBLES in request.form:
                asked["all_same"] = request.form[DOUBLES] == SAME
            made = asking.repeat(uow, job.id, asked)
            address = once.led_to(uow, url_for("pages.import_job", job_id=made.id))
    except once.SentBefore as before:
        return see(before.address)
    except Conflict as refused:
        kept.keep(refused, said=say(refused.detail))
        return see(url_for("pages.import_job", job_id=job_id))
    return see(address)


def _import(uow: UnitOfWork, job_id: UUID) -> LongJob:
    job = visibility.visible(uow, LongJob, job_id)
    if job.kind != IMPORT:
        raise NotFound("job", job_id)
    return job


def _report(job: LongJob) -> ImportReport | None:
    return report_of(KINDS[job.params["kind"]][0], job.report) if job.state in ENDED and job.report else None


def _is_open(report: ImportReport) -> bool:
    """Whether there is still something to import: it was only looked at, or refused as a whole."""
    return bool(report.new or report.changed) and (report.dry_run or not report.imported)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    address = "/imports/jobs/<uuid:job_id>"
    site.add_url_rule(address, "import_job", job_page)
    site.add_url_rule(address, "import_job_act", act, methods=["POST"])
