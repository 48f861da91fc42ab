"""The rows of a file as its writer's spreadsheet shows them: separated text of any dialect, or a workbook.

Pure.  Rows are numbered as a spreadsheet numbers them: the first is 1, blank ones count, a `sep=` line does
not.  What goes back to its writer is written in the same dialect.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.rules.file_text import FileText, text_of
from app.registers.rules.workbooks import WORKBOOK, is_workbook, refuse_old_workbook, rows_of, workbook_of

SEPARATORS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'^"?sep=(.)"?[,;\t|]*(\r\n|\n|\r)', re.IGNORECASE)
_HEADER_WITHIN = 10
"""Rows above the header that a title, a date or a logo may take."""

_ENOUGH = 2
"""Names of columns that make a row a header, though it is not the first."""

Known = Callable[[str], bool]
"""Whether a cell is the name of a column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file, and its cells without the blank ones at its end."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file's header and the rows below it that are not blank; `written` is None of a workbook."""

    header: Line
    lines: Sequence[Line]
    written: FileText | None
    separator: str = ","
    sep_line: bool = False
    line_end: str = "\r\n"

    @property
    def suffix(self) -> str:
        """What a file of this dialect ends in."""
        return ".xlsx" if self.written is None else ".csv"

    @property
    def mime(self) -> str:
        """What kind of file it is."""
        return WORKBOOK if self.written is None else f"text/csv; charset={self.written.charset}"

    def write(self, rows: Iterable[Sequence[str]]) -> bytes:
        """Return a file of the same dialect with these rows."""
        if self.written is None:
            return workbook_of(rows)
        text = io.StringIO(newline="")
        if self.sep_line:
            text.write(f"sep={self.separator}{self.line_end}")
        csv.writer(text, delimiter=self.separator, lineterminator=self.line_end).writerows(rows)
        return self.written.encode(text.getvalue())


def table_of(data: bytes, known: Known, most: int, charset: str = "", separator: str = "") -> FileTable:
    """Read a file; `known` recognises the header, `most` is how many rows below it there may be.

    Raises:
        Invalid: it cannot be read, is empty, or has more rows.
    """
    refuse_old_workbook(data)
    if is_workbook(data):
        lines = [Line(n, _trimmed(cells)) for n, cells in enumerate(rows_of(data, most + _HEADER_WITHIN), 1)]
        return _split(lines, known, most, None)
    written = text_of(data, charset)
    if "\0" in written.text:
        raise Invalid({"file": Phrase("must not hold characters that are no text")})
    said = _SEP_LINE.match(written.text)
    text = written.text[said.end() :] if said else written.text
    separator = separator or (said[1] if said else _separator(text, known))
    table = _split(_separated(text, separator, most), known, most, written)
    return FileTable(
        table.header, table.lines, written, separator, said is not None, "\r\n" if "\r\n" in text else "\n"
    )


def _separated(text: str, separator: str, most: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for number, cells in enumerate(reader, 1):
            lines.append(Line(number, _trimmed(cells)))
            if len(lines) > most * 2 + _HEADER_WITHIN:
                break
    except csv.Error as bad:
        told = Phrase("line %(line)s is not CSV: %(why)s", line=reader.line_num, why=bad)
        raise Invalid({"file": told}) from bad
    return lines


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _split(lines: Sequence[Line], known: Known, most: int, written: FileText | None) -> FileTable:
    filled = [line for line in lines if line.cells]
    if not filled:
        raise Invalid({"file": Phrase("is empty; its first line names the columns")})
    at = _header_at(filled, known)
    below = filled[at + 1 :]
    if len(below) > most:
        raise Invalid({"file": Phrase("has more than %(most)s rows", most=most)})
    return FileTable(filled[at], below, written)


def _header_at(lines: Sequence[Line], known: Known) -> int:
    """The first row, unless a later one speaks for itself: above it stands a title."""
    counts = [sum(map(known, line.cells)) for line in lines[:_HEADER_WITHIN]]
    if counts[0]:
        return 0
    return next((n for n, count in enumerate(counts) if count >= _ENOUGH), 0)


def _separator(text: str, known: Known) -> str:
    """The one by which the most names of columns appear, else the most columns."""

    def worth(separator: str) -> tuple[int, int]:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _HEADER_WITHIN))
        filled = [cells for cells in map(_trimmed, rows) if cells]
        names = max((sum(map(known, cells)) for cells in filled), default=0)
        return names, len(filled[0]) if filled else 0

    try:
        return max(SEPARATORS, key=worth)
    except csv.Error:
        return ","
