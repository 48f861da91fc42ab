"""Bulk import over HTTP, and the reading of CSV files that the command line shares with it."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.views import MethodView
from marshmallow import fields

from app.jobs.api.jobs import JobShown
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.api.import_files import FileReader
from app.registers.api.import_parsing import KINDS, columns, parsed_rows
from app.registers.commands.import_rows import RowError
from app.registers.commands.imports import Import, ImportReport, finish_import, run_import
from app.registers.commands.queued_imports import LARGE, is_left_to_workers, start_import
from app.web import idempotency
from app.web.api import Blueprint, QuerySchema
from app.web.context import principal, runtime, transaction
from app.web.problems import problem
from app.web.schema_of import schema_of
from app.web.shapes import word
from app.web.wording import say

blp = Blueprint("imports", __name__, url_prefix="/api/v1", description="Bulk import from CSV")


class ImportOptions(QuerySchema):
    """How to import."""

    dry_run = fields.Boolean(load_default=False, metadata={"description": "Check everything, write nothing"})
    again = fields.Boolean(
        load_default=False,
        metadata={"description": "Add the rows of a file that came in whole before a second time"},
    )
    background = fields.Boolean(
        load_default=None,
        metadata={
            "description": "True leaves the file to a worker, false imports it at once; where nothing is"
            f" said, files of {LARGE} rows and more are left to a worker"
        },
    )


RowErrorShown = schema_of(RowError, "RowErrorShown")


Report = schema_of(
    ImportReport,
    "Report",
    kind=word([register for register, _ in KINDS.values()]),
    errors=fields.List(fields.Nested(RowErrorShown)),
)


blp.record_once(
    FileReader({name: register for name, (register, _) in KINDS.items()}, columns, parsed_rows).offer
)


@blp.route("/imports/<kind>")
class Imports(MethodView):
    """Files of one register."""

    @blp.arguments(ImportOptions, location="query")
    @blp.doc(requestBody={"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}})
    @blp.response(200, Report)
    @blp.alt_response(202, schema=JobShown, description="Left to a worker: this job says how far it is")
    @blp.alt_response(422, schema=Report, description="Rows are wrong, and nothing was imported")
    @blp.doc(operationId="importRows")
    def post(self, options: dict[str, Any], kind: str) -> Response:
        """Add the rows of a CSV file, none if one is wrong; answers with a report row by row.

        All are checked first and then written in short transactions.  A file that was cut short goes on
        where it stopped when it is sent again; one that came in whole is answered so, and adds nothing
        unless `again` is set.  A large file is left to a worker and answered 202 with the job.
        """
        if kind not in KINDS:
            raise Invalid({"kind": Phrase("is none of %(choices)s", choices=", ".join(KINDS))})
        if request.mimetype not in {"text/csv", "application/csv", "application/octet-stream"}:
            raise Invalid({"Content-Type": Phrase("must be text/csv")})
        with transaction(write=False) as uow:
            idempotency.replay_if_done(uow)
        data = request.get_data(cache=True)
        task = Import.of(KINDS[kind][0], parsed_rows(kind, data), data)
        background = options.pop("background")
        with transaction(write=False) as uow:
            queued = is_left_to_workers(uow, task, wanted=background)
        if queued:
            return _queued(kind, data, options)
        report = run_import(runtime(), principal(), task, **options)
        if report.errors or report.dry_run or report.already_imported_at:
            return _undone(report)
        with transaction() as uow:
            finish_import(uow, task)
            return idempotency.answer(uow, report, Report())


def _queued(kind: str, data: bytes, options: dict[str, Any]) -> Response:
    with transaction() as uow:
        job = start_import(uow, kind, data, f"{kind}.csv", **options)
        made = idempotency.answer(uow, job, JobShown(), 202)
        made.headers["Location"] = url_for("jobs.job", job_id=job.id)
        return made


def _undone(report: ImportReport) -> Response:
    shown = Report().dump(report)
    if not report.errors:
        return Response(Report().dumps(report), mimetype="application/json")
    errors: dict[str, list[str]] = {}
    for line, error in zip(shown["errors"], report.errors, strict=True):
        line["message"] = say(error.message)
    for error in report.errors:
        errors.setdefault(f"rows.{error.row}.{error.field}".rstrip("."), []).append(error.message)
    return problem(
        422,
        "import-refused",
        _came_of(report),
        errors=errors,
        report=shown,
    )


def _came_of(report: ImportReport) -> Phrase:
    if not report.imported:
        return Phrase("Some rows are wrong; nothing was imported.")
    return Phrase.counted(
        "The first row stands; the next one is wrong.",
        "The first %(num)s rows stand; the next one is wrong.",
        num=report.imported,
    )
