"""Registers filled from a file: what its columns mean, what it would change, and how much of it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.registers.api.import_kinds import KINDS, columns, required
from app.registers.api.import_parsing import FileRead, Reading, read_file
from app.registers.commands.import_drafts import draft_of, keep_draft
from app.registers.commands.import_mappings import remember, remembered
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_shapes import place_of
from app.registers.commands.import_wrong import wrong_file
from app.registers.commands.imports import Import, finish_import, run_import
from app.registers.commands.queued_imports import LARGE, is_left_to_workers, start_import
from app.registers.errors import ImportRunning
from app.registers.pages import import_templates
from app.registers.pages.import_templates import fillable, head_of
from app.registers.rules.column_names import LEAVE_OUT, READ_BY_CUSTOMERS, column_label
from app.registers.rules.file_text import CHARSETS
from app.registers.tables import ImportDraft
from app.web import languages
from app.web.context import principal, runtime, transaction
from app.web.downloads import as_file
from app.web.pages.forms import see
from app.web.wording import say

REGISTERS: dict[str, Phrase] = {
    "territories": Phrase("Territories"),
    "skills": Phrase("Skills"),
    "providers": Phrase("Service providers"),
    "depots": Phrase("Depots"),
    "engineers": Phrase("Engineers"),
    "certificate-kinds": Phrase("Kinds of certificate"),
    "certificates": Phrase("Certificates"),
    "charge-kinds": Phrase("Kinds of charge: prices and limits"),
    "parts": Phrase("Parts: the price list"),
    "shifts": Phrase("Shifts"),
    "customers": Phrase("Customers"),
    "sites": Phrase("Sites"),
    "assets": Phrase("Machines"),
    "contracts": Phrase("Contracts"),
    "named-engineers": Phrase("Named engineers"),
}
"""In the order in which they are filled: a row may name rows of the registers above."""

SAME, ANOTHER, DOUBLES, _LONG_ROW = "same", "another", "doubles", 9
_DOUBLE = "double-"
MANY_DOUBLES = 10
"""With more of them the page offers to decide about all at once."""

REFUSED = (errors.Invalid, errors.TooLarge)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that waits, with what could be read of it."""

    draft: ImportDraft
    how: Reading
    read: FileRead
    task: Import


def imports_page() -> str:
    """Show the form, with the columns of each register; `?kind=` has one chosen."""
    return _form(request.args.get("kind", ""))


def take() -> tuple[str, int] | AnyResponse:
    """Keep the file that was sent and go on to what its columns mean; nothing is written."""
    kind, sent = request.form.get("kind", ""), request.files.get("file")
    try:
        if kind not in KINDS:
            raise errors.Invalid({"kind": Phrase("is none of %(choices)s", choices=", ".join(KINDS))})
        if sent is None or not sent.filename:
            raise errors.Invalid({"file": Phrase("is missing")})
        data, charset = sent.read(), request.form.get("charset", "")
        read_file(kind, data, Reading(charset))
    except REFUSED as refused:
        return _form(kind, refused), 422
    with transaction() as uow:
        draft_id = keep_draft(uow, kind, sent.filename, data, charset).id
    return see(url_for("pages.import_draft", draft_id=draft_id))


def draft_page(draft_id: UUID) -> str | tuple[str, int]:
    """Show what the file's columns mean and, where all are known, what it would change."""
    opened = _opened(draft_id)
    opened = replace(opened, task=replace(opened.task, same=_rows_of(request.args.get(SAME, "").split())))
    if opened.read.unknown or opened.read.wrong or len(opened.task.rows) >= LARGE:
        return _draft(opened)
    try:
        report = run_import(runtime(), principal(), opened.task, dry_run=True, again=True)
    except ImportRunning as busy:
        return _draft(opened, refused=busy), 503
    return _draft(opened, report)


def act(draft_id: UUID) -> tuple[str, int] | AnyResponse:
    """Keep what was said of the columns, or import the file: all of it, its good rows, or by a worker."""
    opened = _opened(draft_id)
    if "map" in request.form:
        with transaction() as uow:
            remember(uow, opened.draft.kind, _said(opened.read))
        said = {"same": _kept(SAME), "another": _kept(ANOTHER)}
        values: dict[str, Any] = {"draft_id": draft_id, **said}
        return see(url_for("pages.import_draft", **values))
    same, all_same = _same(), request.form.get(DOUBLES) == SAME
    opened = replace(opened, task=replace(opened.task, same=same, all_same=all_same))
    how = {"dry_run": "check" in request.form, "good_rows": "good_rows" in request.form, "again": True}
    draft, wanted = opened.draft, "background" in request.form or None
    with transaction() as uow:
        if is_left_to_workers(uow, opened.task, wanted=wanted):
            reading, language = opened.how.stored(), languages.current().language
            asked = {**how, "all_same": all_same}
            job = start_import(uow, draft.kind, draft.data, draft.name, reading, language, same, **asked)
            return see(url_for("pages.import_job", job_id=job.id))
    try:
        report = run_import(runtime(), principal(), opened.task, **how)
    except ImportRunning as busy:
        return _draft(opened, refused=busy), 503
    if not (report.errors or report.dry_run):
        with transaction() as uow:
            finish_import(uow, opened.task)
    return _draft(opened, report), 422 if report.errors and not how["good_rows"] else 200


def wrong_rows(draft_id: UUID) -> Response:
    """Send the rows that are wrong, as a file like the one that came."""
    opened = _opened(draft_id)
    report = run_import(runtime(), principal(), opened.task, dry_run=True, again=True)
    table = opened.read.table
    sent = Response(wrong_file(table, report, say), content_type=table.mime)
    name = f"{PurePath(opened.draft.name).stem}-wrong{table.suffix}"
    return as_file(sent, name)


def _opened(draft_id: UUID) -> Opened:
    with transaction(write=False) as uow:
        draft = draft_of(uow, draft_id)
        how = Reading(draft.charset, remembered=remembered(uow, draft.kind))
    read = read_file(draft.kind, draft.data, how)
    return Opened(draft, how, read, read.task(draft.data))


def _same() -> frozenset[int]:
    """Return the rows that were said to be a customer who has a row already."""
    return _rows_of(_told(SAME))


def _told(answer: str) -> list[str]:
    """Return of which rows that was said: on the form, else in the address to which it led."""
    said = [name.removeprefix(_DOUBLE) for name, value in request.form.items() if value == answer]
    return said or request.args.get(answer, "").split()


def _kept(answer: str) -> str | None:
    """Return the rows of an answer as an address keeps them; None where there are none."""
    return " ".join(map(str, sorted(_rows_of(_told(answer))))) or None


def _rows_of(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(row) for row in texts if row.isascii() and row.isdigit() and len(row) < _LONG_ROW)


def _said(read: FileRead) -> Mapping[str, str]:
    """Return what the form says of each header; what it does not name stays as it was."""
    known = {*columns(read.kind), LEAVE_OUT}
    said = {one.header: request.form.get(f"column-{one.at}", "?") for one in read.columns}
    return {header: column for header, column in said.items() if column in known}


def _form(kind: str = "", refused: errors.OneHourError | None = None) -> str:
    return render_template(
        "imports.html",
        kinds=[
            (name, title, [head_of(name, column) for column in fillable(name)])
            for name, title in REGISTERS.items()
        ],
        kind=kind,
        charsets=CHARSETS,
        refused=_why_not(refused) if refused else [],
    )


def _draft(
    opened: Opened, report: ImportReport | None = None, refused: errors.OneHourError | None = None
) -> str:
    kind = opened.draft.kind
    return render_template(
        "import_draft.html",
        draft=opened.draft,
        title=REGISTERS[kind],
        read=opened.read,
        rows=len(opened.task.rows),
        large=len(opened.task.rows) >= LARGE,
        doubles=DOUBLES,
        of_customers=KINDS[kind][0] == "customer",
        many_doubles=bool(report and report.dry_run and report.doubtful > MANY_DOUBLES),
        report=report,
        answered={row: answer for answer in (SAME, ANOTHER) for row in _rows_of(_told(answer))},
        names=[(name, _meaning(kind, name)) for name in columns(kind)],
        name_of=lambda column: head_of(kind, column),
        needed=required(kind),
        place_of=place_of,
        label_of=column_label,
        say=say,
        refused=_why_not(refused) if refused else [],
    )


def _meaning(kind: str, column: str) -> str:
    """Return what a column is called, and whether customers and engineers read what it says."""
    called = head_of(kind, column)
    if (KINDS[kind][0], column) not in READ_BY_CUSTOMERS:
        return called
    return say(Phrase("%(column)s: the customer and the engineer read it", column=called))


def _why_not(refused: errors.OneHourError) -> list[str]:
    if isinstance(refused, errors.Invalid):
        return [f"{path}: {say(text)}" for path, texts in refused.errors.items() for text in texts]
    return [say(refused.detail)]


def register(site: Blueprint) -> None:
    """Add the addresses."""
    draft: dict[str, Any] = {"rule": "/imports/<uuid:draft_id>"}
    site.add_url_rule("/imports", "imports", imports_page)
    site.add_url_rule("/imports", "import_file", take, methods=["POST"])
    site.add_url_rule("/imports/templates/<kind>.xlsx", "import_template", import_templates.template)
    site.add_url_rule(**draft, endpoint="import_draft", view_func=draft_page)
    site.add_url_rule(**draft, endpoint="import_act", view_func=act, methods=["POST"])
    site.add_url_rule(f"{draft['rule']}/wrong-rows", "import_wrong_rows", wrong_rows)
