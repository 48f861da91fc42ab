"""Long work over HTTP: how far it is, stopping and repeating it, and the file that came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.jobs.commands import asking
from app.jobs.reads import jobs as reads
from app.jobs.rules.phrases import phrase_of
from app.jobs.rules.states import JobState
from app.jobs.tables import LongJob
from app.kernel import visibility
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.downloads import as_file
from app.web.idempotency import answer
from app.web.wording import say

blp = Blueprint("jobs", __name__, url_prefix="/api/v1", description="Long work that people start")

_STATES = validate.OneOf([str(state) for state in JobState])


def _said(job: LongJob) -> str | None:
    message = reads.message_of(job)
    return say(message) if message is not None else None


def said_errors(job: LongJob) -> list[dict[str, Any]]:
    """Return what was wrong row by row, in the reader's language, where the kind reports it so."""
    errors = (job.report or {}).get("errors", [])
    return [{**one, "message": say(phrase_of(one["message"]))} for one in errors]


def _report(job: LongJob) -> dict[str, Any] | None:
    if job.report is None or "errors" not in job.report:
        return job.report
    return {**job.report, "errors": said_errors(job)}


class JobShown(Schema):
    """One piece of long work."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True, validate=_STATES)
    started_by = fields.String(required=True)
    file_name = fields.String(required=True, metadata={"description": "Of the file that came with it"})
    done = fields.Integer(required=True, metadata={"description": "How many steps are done"})
    total = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Of how many, once known"}
    )
    message = fields.Function(
        _said,
        required=True,
        metadata={"type": ["string", "null"], "description": "In the reader's language"},
    )
    report = fields.Function(
        _report,
        required=True,
        metadata={"type": ["object", "null"], "description": "What its kind has to say beyond that"},
    )
    result_name = fields.String(
        required=True, metadata={"description": "Of the file that came of it; empty: none did"}
    )
    tries = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    stop_asked_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class JobFilter(QuerySchema):
    """Which jobs."""

    state = fields.String(validate=_STATES)


@blp.get("/jobs")
@blp.listing(JobShown, JobFilter)
def jobs(wanted: dict[str, str], pagination_parameters: PaginationParameters) -> list[Any]:
    """List one's own jobs, the newest first; administrators see everybody's."""
    state = JobState(wanted["state"]) if "state" in wanted else None
    with transaction(write=False) as uow:
        return rows_of_page(uow, reads.jobs(principal(), state), pagination_parameters)


@blp.get("/jobs/<uuid:job_id>")
@blp.response(200, JobShown)
def job(job_id: UUID) -> Any:
    """Read how far a job is."""
    with transaction(write=False) as uow:
        return visibility.visible(uow, LongJob, job_id)


@blp.route("/jobs/<uuid:job_id>/stop")
class StopJob(MethodView):
    """Stopping."""

    @blp.response(200, JobShown)
    def post(self, job_id: UUID) -> Response:
        """Have a job stop at its next step; what it wrote stands, and one that has ended stays as it is."""
        with transaction() as uow:
            return answer(uow, asking.stop(uow, job_id), JobShown())


@blp.route("/jobs/<uuid:job_id>/repeat")
class RepeatJob(MethodView):
    """Repeating."""

    @blp.response(201, JobShown)
    def post(self, job_id: UUID) -> Response:
        """Queue the same once more, with the same file; only what has ended can be repeated."""
        with transaction() as uow:
            return answer(uow, asking.repeat(uow, job_id), JobShown(), 201)


@blp.get("/jobs/<uuid:job_id>/result")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
def result(job_id: UUID) -> Response:
    """Download the file that came of a job."""
    return result_response(job_id)


def result_response(job_id: UUID) -> Response:
    """Answer with the file that came of a job."""
    with transaction(write=False) as uow:
        file = reads.result_of(uow, job_id)
    return as_file(Response(file.data, mimetype=file.mime), file.name)
