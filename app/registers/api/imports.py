"""Bulk import over HTTP, and the reading of CSV files that the command line shares with it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from flask.views import MethodView
from marshmallow import fields, validate

from app.jobs.api.jobs import JobShown
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.api.import_kinds import KINDS
from app.registers.api.import_parsing import Reading, read_file
from app.registers.commands.import_mappings import remember, remembered
from app.registers.commands.import_report import ImportReport, RowChange
from app.registers.commands.import_shapes import RowError
from app.registers.commands.import_shown import FieldChange
from app.registers.commands.import_wrong import wrong_file
from app.registers.commands.imports import finish_import, run_import
from app.registers.commands.queued_imports import LARGE, is_left_to_workers, start_import
from app.web import idempotency
from app.web.api import Blueprint, QuerySchema
from app.web.context import principal, runtime, transaction
from app.web.languages import current
from app.web.lists import List
from app.web.problems import problem
from app.web.schema_of import schema_of
from app.web.shapes import word
from app.web.wording import say

blp = Blueprint("imports", __name__, url_prefix="/api/v1", description="Bulk import from files")

MIMETYPES = frozenset(
    {
        *(
            "text/csv",
            "application/csv",
            "text/plain",
            "text/tab-separated-values",
            "application/octet-stream",
        ),
        *("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel"),
    }
)


BODY = {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}


class ReadingOptions(QuerySchema):
    """How to read a file."""

    charset = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "Of the file; it wins over that of Content-Type, and is else recognised"},
    )
    separator = fields.String(
        load_default="", validate=validate.Length(max=1), metadata={"description": "Else it is recognised"}
    )
    map = List(
        fields.String(validate=validate.Length(max=200)),
        load_default=list,
        validate=validate.Length(max=200),
        metadata={
            "description": "`HEADER=column`, once for each header that has another name than its column, or"
            " `HEADER=` to leave one out; remembered when the file is imported"
        },
    )
    ignore_unknown = fields.Boolean(
        load_default=False, metadata={"description": "Leave out columns that nobody knows"}
    )


class ImportOptions(ReadingOptions):
    """How to import."""

    dry_run = fields.Boolean(load_default=False, metadata={"description": "Check everything, write nothing"})
    again = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Go through a file that came in whole before: what was changed since is set back"
        },
    )
    good_rows = fields.Boolean(
        load_default=False,
        metadata={"description": "Take the rows that are right, though others are wrong"},
    )
    same = List(
        fields.Integer(),
        load_default=list,
        validate=validate.Length(max=500),
        metadata={
            "description": "Rows of `doubles` that are the customer of the row before, or on record: they are"
            " recorded under their number, and merged into that one"
        },
    )
    all_same = fields.Boolean(
        load_default=False,
        metadata={"description": "Take all `doubles` as that customer, however many; else those of `same`"},
    )
    background = fields.Boolean(
        load_default=None,
        metadata={
            "description": "True leaves the file to a worker, false imports it at once; where nothing is"
            f" said, files of {LARGE} rows and more are left to a worker"
        },
    )


RowErrorShown = schema_of(RowError, "RowErrorShown")


RowChangeShown = schema_of(
    RowChange,
    "RowChangeShown",
    columns=fields.List(fields.Nested(schema_of(FieldChange, "FieldChangeShown"))),
)


Report = schema_of(
    ImportReport,
    "Report",
    kind=word([register for register, _ in KINDS.values()]),
    errors=fields.List(fields.Nested(RowErrorShown)),
    changes=fields.List(fields.Nested(RowChangeShown)),
    warnings=fields.List(fields.Nested(RowErrorShown)),
    wrong_rows=None,
)


@blp.route("/imports/<kind>")
class Imports(MethodView):
    """Files of one register."""

    @blp.arguments(ImportOptions, location="query")
    @blp.doc(requestBody=BODY)
    @blp.response(200, Report)
    @blp.alt_response(202, schema=JobShown, description="Left to a worker: this job says how far it is")
    @blp.alt_response(422, schema=Report, description="Rows are wrong, and nothing was imported")
    @blp.doc(operationId="importRows")
    def post(self, options: dict[str, Any], kind: str) -> Response:
        """Take the rows of a CSV file or a workbook, none if one is wrong; answers with a report.

        A row on record, by its external id or its own name, is changed where it says something else; others
        are added.  All are checked first and then written in short transactions.  A file that came in whole
        is answered so when it comes again.  A large file is left to a worker and answered 202 with the job.
        """
        _check_file(kind)
        with transaction(write=False) as uow:
            idempotency.replay_if_done(uow)
        data = request.get_data(cache=True)
        how = _reading(kind, options)
        said = {"same": frozenset(options.pop("same")), "all_same": options.pop("all_same")}
        task = replace(read_file(kind, data, how).task(data), **said)
        background = options.pop("background")
        asked = {name: options[name] for name in ("dry_run", "again", "good_rows")}
        with transaction(write=False) as uow:
            queued = is_left_to_workers(uow, task, wanted=background)
        if queued:
            return _queued(kind, data, how, {**asked, "all_same": task.all_same}, task.same)
        report = run_import(runtime(), principal(), task, **asked)
        stopped = task.header.wrong or (report.errors and not options["good_rows"])
        if stopped or report.dry_run or report.already_imported_at:
            return _undone(report)
        with transaction() as uow:
            remember(uow, kind, how.mapping)
            if not report.errors:
                finish_import(uow, task)
            return idempotency.answer(uow, report, Report())


@blp.route("/imports/<kind>/wrong-rows")
class WrongRows(MethodView):
    """The rows of a file that cannot be taken."""

    @blp.arguments(ReadingOptions, location="query")
    @blp.doc(requestBody=BODY)
    @blp.response(
        200,
        {"type": "string", "format": "binary"},
        content_type="*/*",
        description="In the file's own dialect, a workbook of one",
    )
    @blp.doc(operationId="wrongRowsOfFile")
    def post(self, options: dict[str, Any], kind: str) -> Response:
        """Return them as a file of the same dialect with the reason behind each; nothing is written."""
        _check_file(kind)
        data = request.get_data(cache=True)
        read = read_file(kind, data, _reading(kind, options))
        report = run_import(runtime(), principal(), read.task(data), dry_run=True, again=True)
        return Response(wrong_file(read.table, report, say), content_type=read.table.mime)


def _check_file(kind: str) -> None:
    if kind not in KINDS:
        raise Invalid({"kind": Phrase("is none of %(choices)s", choices=", ".join(KINDS))})
    if request.mimetype not in MIMETYPES:
        raise Invalid({"Content-Type": Phrase("must be text/csv, or that of a workbook")})


def _reading(kind: str, options: dict[str, Any]) -> Reading:
    """Return how the file is read: as was asked, then as its head declares, then as was said before."""
    mapping = dict(pair.rpartition("=")[::2] for pair in options["map"])
    with transaction(write=False) as uow:
        known = remembered(uow, kind)
    charset = options["charset"] or request.mimetype_params.get("charset", "")
    return Reading(charset, options["separator"], mapping, known, options["ignore_unknown"])


def _queued(kind: str, data: bytes, how: Reading, asked: dict[str, bool], same: frozenset[int]) -> Response:
    with transaction() as uow:
        remember(uow, kind, how.mapping)
        stored, name, language = how.stored(), f"{kind}.csv", current().language
        job = start_import(uow, kind, data, name, stored, language, same, **asked)
        made = idempotency.answer(uow, job, JobShown(), 202)
        made.headers["Location"] = url_for("jobs.job", job_id=job.id)
        return made


def _undone(report: ImportReport) -> Response:
    shown = Report().dump(report)
    if not report.errors:
        return Response(json.dumps(shown), mimetype="application/json")
    errors: dict[str, list[str]] = {}
    for name, told in (("errors", report.errors), ("warnings", report.warnings)):
        for line, error in zip(shown[name], told, strict=True):
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
