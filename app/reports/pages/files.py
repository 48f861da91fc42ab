"""A report as a file: CSV and XLSX, whose texts no spreadsheet takes for formulas; PDF; its chart as SVG."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from app.reports.errors import NothingToDraw
from app.reports.pages import words
from app.reports.pages.charts import chart
from app.reports.pages.views import View
from app.reports.report.document import figures_document
from app.web.languages import lang
from app.web.wording import say

Cell = str | float | None

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet reads as a formula; numbers are numbers."""
    if isinstance(cell, str) and cell.lstrip().startswith(_SIGNS):
        return f"'{cell}"
    return cell


@dataclass(frozen=True, slots=True)
class File:
    """A report's bytes and what they are."""

    content: bytes
    content_type: str


Writer = Callable[[View, Sequence[str], str, datetime], File]


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write CSV; the mark at its begin has spreadsheets read Chinese right."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([defused(head) for head in heads])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook of one sheet; a text is written as a text, whatever it begins with."""
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
    return content.getvalue()


def _table(view: View) -> tuple[list[str], list[list[Cell]]]:
    columns = view.report.columns
    heads = [say(words.WAYS[view.asked.by]), *(words.head(column) for column in columns)]
    rows: list[list[Cell]] = [
        [view.line(line.key), *(line.figures[column.key] for column in columns)] for line in view.report.lines
    ]
    return heads, rows


def _csv(view: View, _of_whom: Sequence[str], _company: str, _now: datetime) -> File:
    return File(as_csv(*_table(view)), "text/csv; charset=utf-8")


def _xlsx(view: View, _of_whom: Sequence[str], _company: str, _now: datetime) -> File:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(as_xlsx(*_table(view)), kind)


def _pdf(view: View, of_whom: Sequence[str], company: str, now: datetime) -> File:
    document = figures_document(view.told(of_whom), company, lang(), now)
    return File(document.pdf({}), "application/pdf")


def _svg(view: View, _of_whom: Sequence[str], _company: str, _now: datetime) -> File:
    drawing = chart(view.report, view.asked, view.names)
    if drawing is None:
        raise NothingToDraw
    return File(drawing.svg(alone=True).encode(), "image/svg+xml; charset=utf-8")


WRITERS: Mapping[str, Writer] = {"csv": _csv, "xlsx": _xlsx, "pdf": _pdf, "svg": _svg}
DRAWN = frozenset({"pdf", "svg"})
"""They are read by people, as the page is, and have as many lines."""
