"""Workbooks (`.xlsx`), read cell by cell as text and written back; never more than fits in memory.  Pure."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell import WriteOnlyCell

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_PARTS, MOST_BYTES = 1_000, 100_000_000
"""What a workbook may unpack to: ten thousand rows of fifty columns are a tenth of it."""

MOST_COLUMNS, MOST_BLANK = 200, 2_000
"""Columns that are read, and blank rows that may stand between others."""

_UNREADABLE = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, ParseError),
)
"""What the reader raises at files that are none: it does not check before it looks."""


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is a workbook rather than text."""
    return data.startswith(_ZIP)


def refuse_old_workbook(data: bytes) -> None:
    """Refuse the form that Excel wrote until 2003, and any that is protected by a password.

    Raises:
        Invalid: it is one.
    """
    if data.startswith(_OLD):
        told = Phrase("is an old workbook (.xls) or one under a password; save it as .xlsx or as CSV")
        raise Invalid({"file": told})


def rows_of(data: bytes, most: int) -> list[list[str]]:
    """Return the rows of the first sheet that is shown and not empty, up to `most` that are filled.

    Raises:
        Invalid: it is no workbook, or would unpack to more than one may.
    """
    try:
        _refuse_bomb(data)
        with warnings.catch_warnings():  # of styles and extensions, which do not matter here
            warnings.simplefilter("ignore")
            return _sheet_rows(data, most)
    except _UNREADABLE as bad:
        raise Invalid({"file": Phrase("is no workbook that can be read")}) from bad


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        told = Phrase("unpacks to more than %(most)s MB", most=MOST_BYTES // 1_000_000)
        raise Invalid({"file": told})


def _sheet_rows(data: bytes, most: int) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # many programs write none, or wrong ones
            rows = list(_filled(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), most))
            if any(any(row) for row in rows):
                return rows
    finally:
        book.close()
    return []


def _filled(rows: Iterable[Sequence[Any]], most: int) -> Iterator[list[str]]:
    filled = blank = 0
    for row in islice(rows, most * 10 + MOST_BLANK):
        cells = [text_of_cell(value) for value in row]
        blank = 0 if any(cells) else blank + 1
        filled += not blank
        if filled > most or blank > MOST_BLANK:
            return
        yield cells


def text_of_cell(value: Any) -> str:
    """Return what a cell of a workbook says, as a file of text would say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date | time):
        return str(value)
    return str(value).strip()


def workbook_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Write a workbook of one sheet whose cells are all text: nothing in it is a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_text_cell(sheet, text) for text in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    kept = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    cell = WriteOnlyCell(sheet, value=kept)
    cell.data_type = "s"
    return cell
