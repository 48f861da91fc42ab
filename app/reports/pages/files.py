"""A report as a file: CSV and XLSX, whose texts no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from flask import Response
from xlsxwriter import Workbook

Cell = str | float | None

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CSV, _XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def defused(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet reads as a formula; numbers are numbers."""
    if isinstance(cell, str) and cell.lstrip().startswith(_SIGNS):
        return f"'{cell}"
    return cell


def as_csv(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Answer with CSV; the mark at its begin has spreadsheets read Chinese right."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([defused(head) for head in heads])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return _file(f"{name}.csv", text.getvalue().encode("utf-8-sig"), _CSV)


def as_xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Answer with a workbook of one sheet; a text is written as a text, whatever it begins with."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads), 16)
    return _file(f"{name}.xlsx", content.getvalue(), _XLSX)


def _file(name: str, content: bytes, mimetype: str) -> Response:
    answer = Response(content, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
