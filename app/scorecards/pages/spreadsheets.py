"""Rows of a page as a file: CSV, or a workbook of one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from app.reports.pages.files import Cell, as_csv, as_xlsx
from app.web.downloads import as_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

Rows = list[list[Cell]]


def spreadsheet(form: str, sheet: str, heads: Sequence[str], rows: Rows) -> tuple[bytes, str]:
    """Return the bytes of a file and their type."""
    if form == "csv":
        return as_csv(heads, rows), CSV
    return as_xlsx({sheet: [list[Cell](heads), *rows]}), XLSX


def answered(form: str, name: str, sheet: str, heads: Sequence[str], rows: Rows) -> Response:
    """Answer with the file."""
    content, content_type = spreadsheet(form, sheet, heads, rows)
    return as_file(Response(content, content_type=content_type), f"{name}.{form}")
