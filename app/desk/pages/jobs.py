"""The page of long work: how far each job is, with stop, repeat and the file that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.jobs.api.jobs import result_response, said_errors
from app.jobs.commands import asking
from app.jobs.hooks import KINDS
from app.jobs.reads import jobs as reads
from app.jobs.rules.states import ENDED, JobState
from app.kernel import errors
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal, transaction
from app.web.pages import kept, lists
from app.web.pages.forms import see
from app.web.wording import say

STATES: Mapping[JobState, Phrase] = {
    JobState.QUEUED: Phrase("Waiting"),
    JobState.RUNNING: Phrase("Running"),
    JobState.DONE: Phrase("Done"),
    JobState.FAILED: Phrase("Failed"),
    JobState.STOPPED: Phrase("Stopped"),
}


def jobs() -> str:
    """Show one page of one's own jobs, the newest first."""
    with transaction(write=False) as uow:
        page = page_of(uow, reads.jobs(principal()), lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "jobs.html",
            page=page,
            states=STATES,
            ended=ENDED,
            now=uow.now,
            zone=zone_of_customer(uow, None),
            titles={row.id: KINDS[row.kind].title_of(row) for row in page.rows if row.kind in KINDS.all()},
            pages={row.kind: KINDS[row.kind].page for row in page.rows if row.kind in KINDS.all()},
            messages={row.id: say(said) for row in page.rows if (said := reads.message_of(row))},
            wrong={row.id: said_errors(row) for row in page.rows},
            busy=any(row.state not in ENDED for row in page.rows),
        )


def stop(job_id: UUID) -> Response:
    """Have it stop."""
    with transaction() as uow:
        asking.stop(uow, job_id)
    flash(say(Phrase("It stops at its next step; what was written stands.")), "good")
    return see(url_for("pages.jobs"))


def repeat(job_id: UUID) -> Response:
    """Queue it once more."""
    try:
        with transaction() as uow:
            asking.repeat(uow, job_id)
    except errors.Conflict as refused:
        kept.keep(refused, said=say(refused.detail))
    else:
        flash(say(Phrase("It waits for its turn.")), "good")
    return see(url_for("pages.jobs"))


def result(job_id: UUID) -> Response:
    """Send the file that came of it."""
    return result_response(job_id)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/jobs/<uuid:job_id>"
    site.add_url_rule("/jobs", "jobs", jobs)
    site.add_url_rule(f"{one}/stop", "job_stop", stop, methods=["POST"])
    site.add_url_rule(f"{one}/repeat", "job_repeat", repeat, methods=["POST"])
    site.add_url_rule(f"{one}/result", "job_result", result)
