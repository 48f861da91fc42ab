"""What columns of files are called for the reader, and workbooks with them to fill in."""

from __future__ import annotations

from flask import Response

from app.kernel import errors
from app.registers.api.import_kinds import KINDS, columns
from app.registers.rules.column_names import SCALED, chinese_name
from app.registers.rules.english_names import english_name
from app.registers.rules.workbooks import WORKBOOK, workbook_of
from app.web import languages
from app.web.downloads import as_file


def template(kind: str) -> Response:
    """Send a workbook to fill in: the columns of a register, in the reader's language.

    Raises:
        NotFound: no such register is filled from files.
    """
    if kind not in KINDS:
        raise errors.NotFound("page", kind)
    heads = [head_of(kind, column) for column in fillable(kind)]
    return as_file(Response(workbook_of([heads]), content_type=WORKBOOK), f"onehour-{kind}.xlsx")


def fillable(kind: str) -> list[str]:
    """Return the columns that people fill in: of an amount and a time only that in the usual unit."""
    scaled = {target for column, (target, _) in SCALED.items() if column in columns(kind)}
    return [column for column in columns(kind) if column not in scaled]


def head_of(kind: str, column: str) -> str:
    """Return what a column is called in the reader's language; as a header it means that column."""
    chinese = chinese_name(KINDS[kind][0], column, columns(kind)) if languages.lang() != "en" else ""
    return chinese or english_name(column)
