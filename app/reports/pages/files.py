"""A report as a file: CSV and XLSX, whose texts no spreadsheet takes for formulas; PDF; its chart as SVG."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from app.kernel.phrases import Phrase
from app.reports.errors import NothingToDraw
from app.reports.pages import words
from app.reports.pages.charts import chart
from app.reports.pages.views import View
from app.reports.reads.reports import TOPICS
from app.reports.report.document import figures_document
from app.reports.rules.asked import By
from app.web.languages import lang
from app.web.wording import say

Cell = str | float | date | None

_DAYS: Mapping[By, str] = {By.DAY: "yyyy-mm-dd", By.MONTH: "yyyy-mm"}
"""How spreadsheets show the dates of these rows."""

_TITLE_LONGEST = 31
"""Signs in the name of a sheet."""

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


def _fill(book: Workbook, name: str, rows: Sequence[Sequence[Cell]], days: str, bold: set[int]) -> None:
    """Fill a sheet; `days` is how a date is shown.  A text is written as a text, whatever it begins with."""
    sheet = book.add_worksheet(name[:_TITLE_LONGEST])
    dated, heavy = book.add_format({"num_format": days, "align": "left"}), book.add_format({"bold": True})
    for number, row in enumerate(rows):
        strong = heavy if number in bold else None
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell, strong)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, datetime.combine(cell, time()), dated)
            elif cell is not None:
                sheet.write_number(number, column, cell, strong)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(map(len, rows)), 16)


def as_xlsx(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Write a workbook of some sheets by their names; the first row of each is its heads."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            _fill(book, name, rows, _DAYS[By.DAY], {0})
    return content.getvalue()


def _table(view: View) -> list[list[Cell]]:
    """Return the rows of the page: heads first, the row of all last."""
    columns = view.report.columns
    heads: list[Cell] = [say(words.WAYS[view.asked.by]), *(words.head(column) for column in columns)]
    rows: list[list[Cell]] = [
        [_key(view, line.key), *(line.figures[column.key] for column in columns)]
        for line in view.report.lines
    ]
    return [heads, *rows, [say(Phrase("All")), *(view.report.total[column.key] for column in columns)]]


def _key(view: View, key: str) -> str | date:
    """Name a line; a day is a date, and a month its first one, so that it can be sorted and joined."""
    if view.asked.by in _DAYS:
        return date.fromisoformat(f"{key}-01"[:10])
    return view.line(key)


def _about(view: View, of_whom: Sequence[str]) -> list[list[Cell]]:
    """Say what the figures are about: topic, days, and whom they were narrowed to."""
    told = view.told(of_whom)
    days = {name: getattr(view.asked, f"{name}_on") for name in words.DAYS}
    said = [told.title, *of_whom, told.what, *([told.left_off] if told.left_off else [])]
    return [*([text] for text in said), *([say(words.DAYS[name]), day] for name, day in days.items())]


def _csv(view: View, _of_whom: Sequence[str], _company: str, _now: datetime) -> File:
    heads, *rows = _table(view)
    months = view.asked.by is By.MONTH
    plain = [[_iso(cell, months=months) for cell in row] for row in rows]
    return File(as_csv([str(head) for head in heads], plain), "text/csv; charset=utf-8")


def _iso(cell: Cell, *, months: bool) -> Cell:
    return cell.isoformat()[: 7 if months else 10] if isinstance(cell, date) else cell


def _xlsx(view: View, of_whom: Sequence[str], _company: str, _now: datetime) -> File:
    content, rows = BytesIO(), _table(view)
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        shown = _DAYS.get(view.asked.by, _DAYS[By.DAY])
        _fill(book, say(TOPICS[view.asked.topic].title), rows, shown, {0, len(rows) - 1})
        _fill(book, say(Phrase("About these figures")), _about(view, of_whom), _DAYS[By.DAY], {0})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(content.getvalue(), kind)


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
