"""Registers filled from a file: what columns it has, what is wrong row by row, and how many rows came in."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.registers.api.import_files import file_reader
from app.registers.commands.imports import Import, ImportReport, finish_import, run_import
from app.registers.commands.queued_imports import is_left_to_workers, start_import
from app.registers.errors import ImportRunning
from app.web.context import principal, runtime, transaction
from app.web.pages.forms import see
from app.web.wording import say

REGISTERS: dict[str, Phrase] = {
    "customers": Phrase("Customers"),
    "sites": Phrase("Sites"),
    "assets": Phrase("Machines"),
    "contracts": Phrase("Contracts"),
    "territories": Phrase("Territories"),
    "providers": Phrase("Service providers"),
    "skills": Phrase("Skills"),
    "engineers": Phrase("Engineers"),
    "shifts": Phrase("Shifts"),
    "charge-kinds": Phrase("Charges: prices and limits"),
}


def imports_page() -> str:
    """Show the form, with the columns of each register."""
    return _page()


def take() -> tuple[str, int] | Response:
    """Check the file that was sent and, unless it is only to be checked, write its rows.

    A large file, or one that is wanted so, is left to a worker.
    """
    kind = request.form.get("kind", "")
    try:
        report = _run(kind)
    except ImportRunning as busy:
        return _page(kind, refused=busy), 503
    except (errors.Invalid, errors.TooLarge) as refused:
        return _page(kind, refused=refused), 422
    if report is None:
        flash(say(Phrase("A worker imports the file; here it says how far it is.")), "good")
        return see(url_for("pages.jobs"))
    return _page(kind, report), 422 if report.errors else 200


def _run(kind: str) -> ImportReport | None:
    reader, sent = file_reader(), request.files.get("file")
    if kind not in reader.kinds:
        raise errors.Invalid({"kind": Phrase("is none of %(choices)s", choices=", ".join(reader.kinds))})
    if sent is None or not sent.filename:
        raise errors.Invalid({"file": Phrase("is missing")})
    data = sent.read()
    task = Import.of(reader.kinds[kind], reader.rows(kind, data), data)
    dry_run, again = "check" in request.form, "again" in request.form
    with transaction() as uow:
        if is_left_to_workers(uow, task, wanted="background" in request.form or None):
            start_import(uow, kind, data, sent.filename, dry_run=dry_run, again=again)
            return None
    report = run_import(runtime(), principal(), task, dry_run=dry_run, again=again)
    if not (report.errors or dry_run or report.already_imported_at):
        with transaction() as uow:
            finish_import(uow, task)
    return report


def _page(
    kind: str = "", report: ImportReport | None = None, refused: errors.OneHourError | None = None
) -> str:
    reader = file_reader()
    return render_template(
        "imports.html",
        kinds=[(name, REGISTERS.get(name, name), reader.columns(name)) for name in reader.kinds],
        kind=kind,
        report=report,
        rows=[(one.row, one.field, say(one.message)) for one in report.errors] if report else [],
        refused=_why_not(refused) if refused else [],
    )


def _why_not(refused: errors.OneHourError) -> list[str]:
    if isinstance(refused, errors.Invalid):
        return [f"{path}: {say(text)}" for path, texts in refused.errors.items() for text in texts]
    return [say(refused.detail)]


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/imports", "imports", imports_page)
    site.add_url_rule("/imports", "import_file", take, methods=["POST"])
