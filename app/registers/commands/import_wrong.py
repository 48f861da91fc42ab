"""The rows of a file that are wrong, as a file of its own dialect with the reason in front of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.kernel.phrases import Phrase
from app.registers.commands.import_rows import RowError
from app.registers.rules.file_tables import FileTable

_REASON = Phrase("Why it was not imported")


def wrong_file(table: FileTable, wrong: Mapping[int, Sequence[RowError]], say: Callable[[str], str]) -> bytes:
    """Return it; put right, it is imported as it is, for the column of reasons is known and left out."""
    wide = max([len(table.header.cells), *(len(line.cells) for line in table.lines)])
    header = [*table.header.cells, *[""] * (wide - len(table.header.cells)), say(_REASON)]
    rows = [
        [*line.cells, *[""] * (wide - len(line.cells)), reason(wrong[line.number], say)]
        for line in table.lines
        if line.number in wrong
    ]
    return table.write([header, *rows])


def reason(errors: Sequence[RowError], say: Callable[[str], str]) -> str:
    """Say all that is wrong with a row, each with its column as the file calls it."""
    return "; ".join(f"{error.column or error.field} {say(error.message)}".strip() for error in errors)
