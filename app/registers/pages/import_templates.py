"""What columns of files are called for the reader, and workbooks with them to fill in."""

from __future__ import annotations

from flask import Response

from app.kernel import errors
from app.registers.api.import_kinds import KINDS, columns
from app.registers.rules.column_names import SCALED, chinese_name
from app.registers.rules.workbooks import WORKBOOK, workbook_of
from app.web import languages


def template(kind: str) -> Response:
    """Send a workbook to fill in: the columns of a register, in the reader's language.

    Raises:
        NotFound: no such register is filled from files.
    """
    if kind not in KINDS:
        raise errors.NotFound("page", kind)
    scaled = {target for column, (target, _) in SCALED.items() if column in columns(kind)}
    heads = [head_of(kind, column) for column in columns(kind) if column not in scaled]
    sent = Response(workbook_of([heads]), content_type=WORKBOOK)
    sent.headers.set("Content-Disposition", "attachment", filename=f"onehour-{kind}.xlsx")
    return sent


def name_of(kind: str, column: str) -> str:
    """Return what a column is called on the page: in the reader's language, with its own name."""
    head = head_of(kind, column)
    return head if head.isascii() else f"{head} ({column})"


def head_of(kind: str, column: str) -> str:
    """Return a header that means the column, in the reader's language."""
    chinese = chinese_name(KINDS[kind][0], columns(kind), column) if languages.lang() != "en" else ""
    return chinese or column.replace("_", " ")
