"""The rows of a file that are wrong, as a file of its own dialect with the reason in front of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.kernel.phrases import Phrase
from app.registers.commands.import_report import ImportReport
from app.registers.commands.import_shapes import RowError, place_of
from app.registers.rules.file_tables import FileTable

_REASON = Phrase("Why it was not imported")


def wrong_file(table: FileTable, report: ImportReport, say: Callable[[str], str]) -> bytes:
    """Return it; put right, it is imported as it is, for the column of reasons is known and left out."""
    wide = max([len(table.header.cells), *(len(line.cells) for line in table.lines)])
    header = [*table.header.cells, *[""] * (wide - len(table.header.cells)), say(_REASON)]
    wrong = report.wrong_rows
    rows = [
        [*line.cells, *[""] * (wide - len(line.cells)), reason(report.kind, wrong[line.number], say)]
        for line in table.lines
        if line.number in wrong
    ]
    return table.write([header, *rows])


def reason(register: str, errors: Sequence[RowError], say: Callable[[str], str]) -> str:
    """Say all that is wrong with a row, each with its column as the file calls it."""
    return "; ".join(f"{say(place_of(register, error))} {say(error.message)}".strip() for error in errors)
