"""Bulk import over HTTP, and the reading of CSV files that the command line shares with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for
from flask.views import MethodView
from marshmallow import ValidationError, fields

from app.jobs.api.jobs import JobShown
from app.kernel.errors import Invalid, Phrase, TooLarge
from app.registers.api.import_files import FileReader, text_of
from app.registers.api.resources import catalogue, people, places
from app.registers.commands.import_rows import ParsedRow, RowError
from app.registers.commands.imports import Import, ImportReport, finish_import, run_import
from app.registers.commands.queued_imports import LARGE, is_left_to_workers, start_import
from app.web import idempotency
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import principal, runtime, transaction
from app.web.fields import Codes, Place
from app.web.hygiene import fault_of_text
from app.web.problems import flatten, problem
from app.web.schema_of import schema_of
from app.web.shapes import word
from app.web.wording import say

MAX_BYTES = 8 * 1024 * 1024
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")

KINDS: dict[str, tuple[str, type[Schema]]] = {
    "customers": ("customer", places.CustomerRecord),
    "sites": ("site", places.SiteRecord),
    "assets": ("asset", places.AssetRecord),
    "contracts": ("contract", places.ContractRecord),
    "territories": ("territory", places.TerritoryRecord),
    "providers": ("provider", people.ProviderRecord),
    "skills": ("skill", people.SkillRecord),
    "engineers": ("engineer", people.EngineerRecord),
    "shifts": ("shift", people.ShiftRecord),
    "charge-kinds": ("charge_kind", catalogue.ChargeKindRow),
}
"""Plural → register, and the body that checks a row."""

NOT_IN_FILES = frozenset({"coverage", "boundary", "breaks"})

_SWITCHES = {"是": "true", "否": "false"}

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


def columns(kind: str) -> list[str]:
    """Return the columns that a file of `kind` may have."""
    names: list[str] = []
    for name, field in KINDS[kind][1]().load_fields.items():
        if isinstance(field, Place):
            names += [f"{field.prefix}lat", f"{field.prefix}lon"]
        elif name not in NOT_IN_FILES:
            names.append(name.removesuffix("_id"))
    return names


def parsed_rows(kind: str, data: bytes) -> Iterator[ParsedRow]:
    """Read a CSV file with a header: UTF-8, with or without a byte order mark, or GB 18030.

    Empty cells take the column's default; references name rows by number, code or name; skills are
    separated by spaces.

    Raises:
        TooLarge: over `MAX_BYTES`.
        Invalid: in no encoding of these, no header, or a column that the register does not have.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The file", MAX_BYTES)
    text = text_of(data)
    if fault := fault_of_text(text):
        raise Invalid({"file": fault})
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        _check_header(kind, header)
        schema = KINDS[kind][1]()
        for number, cells in enumerate(reader, 1):
            yield _parsed(schema, number, cells)
    except csv.Error as bad:
        raise Invalid(
            {"file": Phrase("line %(line)s is not CSV: %(why)s", line=reader.line_num, why=bad)}
        ) from bad


def _check_header(kind: str, header: list[str]) -> None:
    known = columns(kind)
    if not header:
        raise Invalid({"file": Phrase("is empty; its first line names the columns")})
    unknown = Phrase(
        "is not a column of %(kind)s; those are %(columns)s", kind=kind, columns=", ".join(known)
    )
    errors = {name: unknown for name in header if name not in known}
    errors |= {name: Phrase("stands twice in the header") for name in header if header.count(name) > 1}
    if errors:
        raise Invalid(errors)


def _parsed(schema: Schema, number: int, cells: dict[Any, Any]) -> ParsedRow:
    if None in cells or None in cells.values():
        more, fewer = Phrase("has more cells than the header"), Phrase("has fewer cells than the header")
        text = more if None in cells else fewer
        return ParsedRow(number, {}, {}, (RowError(number, "", text),))
    body, named = _body(schema, {name: text.strip() for name, text in cells.items() if text.strip()})
    missing = tuple(field + "_id" for field in _named_fields(schema) if field + "_id" in named)
    try:
        values = schema.load(body, partial=missing)
    except ValidationError as bad:
        found = flatten(bad.messages)
        errors = (
            RowError(number, _column(schema, path), text) for path, texts in found.items() for text in texts
        )
        return ParsedRow(number, {}, {}, tuple(errors))
    return ParsedRow(number, {name: value for name, value in values.items() if name not in named}, named)


def _column(schema: Schema, path: str) -> str:
    """Return the column that a field of the body is read from."""
    name, _, axis = path.partition(".")
    field = schema.load_fields.get(name)
    if isinstance(field, Place):
        return field.prefix + (axis or "lat")
    return path.removesuffix("_id")


def _named_fields(schema: Schema) -> list[str]:
    return [name.removesuffix("_id") for name in schema.load_fields if name.endswith("_id")]


def _body(schema: Schema, cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
    """Turn a row's cells into the body that the schema checks, and the references it names."""
    body: dict[str, Any] = {}
    named = {f"{kind}_id": (kind, cells.pop(kind)) for kind in _named_fields(schema) if kind in cells}
    for name, field in schema.load_fields.items():
        if isinstance(field, Place):
            point = {
                axis: cells[field.prefix + axis] for axis in ("lat", "lon") if field.prefix + axis in cells
            }
            if point:
                body[name] = point
        elif name in cells:
            body[name] = _cell(field, cells[name])
    return body, named


def _cell(field: fields.Field[Any], text: str) -> Any:
    if isinstance(field, Codes):
        return text.split()
    if isinstance(field, fields.Integer):
        # Bodies refuse "5" for 5; a file has nothing but text.
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
    if isinstance(field, fields.Boolean):
        return _SWITCHES.get(text, text)
    return text


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
    return Phrase("The first %(count)s rows stand; the next one is wrong.", count=report.imported)
