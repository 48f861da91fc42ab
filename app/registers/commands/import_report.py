"""What came of a file, or would: counted by row, with what changes and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from app.registers.commands.import_shapes import (
    CHANGED,
    JOINED,
    NEW,
    NO_NUMBER,
    NO_POINT,
    UNCHANGED,
    ParsedRow,
    RowError,
)
from app.registers.commands.import_shown import FieldChange


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row on record that the file changes, by what people call it."""

    row: int
    name: str
    columns: Sequence[FieldChange]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file; `imported` is how many of its rows stand now, or would after a dry run.

    `already_imported_at` is when the same file had come in whole: then nothing was written now.
    `wrong_rows` are all errors by the row's number.
    """

    kind: str
    rows: int
    imported: int
    dry_run: bool
    errors: tuple[RowError, ...] = ()
    already_imported_at: datetime | None = field(
        default=None,
        metadata={"description": "When this same file came in whole; nothing was written now"},
    )
    new: int = field(default=0, metadata={"description": "Rows that are not on record yet"})
    changed: int = field(default=0, metadata={"description": "Rows on record of which something changes"})
    unchanged: int = field(default=0, metadata={"description": "Rows on record that say the same already"})
    joined: int = field(
        default=0, metadata={"description": "Rows that were said to be a customer who has a row already"}
    )
    wrong: int = field(default=0, metadata={"description": "Rows that cannot be taken"})
    no_point: int = field(
        default=0,
        metadata={"description": "New sites that nobody can put on the map: nobody can be sent there yet"},
    )
    no_number: int = field(
        default=0,
        metadata={"description": "Rows with a telephone of which no number can be read; its words are kept"},
    )
    more_errors: int = field(default=0, metadata={"description": "How many errors more there are"})
    changes: Sequence[RowChange] = field(
        default=(), metadata={"description": "What changes, of the first rows that do"}
    )
    warnings: Sequence[RowError] = field(
        default=(),
        metadata={"description": "What to look at in the first rows that are taken though they seem odd"},
    )
    more_warnings: int = field(default=0, metadata={"description": "How many warnings more there are"})
    warned: int = field(default=0, metadata={"description": "Rows that are taken though they seem odd"})
    doubles: Sequence[int] = field(
        default=(),
        metadata={"description": "Rows of new customers with the name and number of one before or on record"},
    )
    doubtful: int = field(default=0, metadata={"description": "How many rows `doubles` would be in all"})
    wrong_rows: Mapping[int, Sequence[RowError]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        kind: str,
        rows: int,
        imported: int,
        dry_run: bool,  # noqa: FBT001 - as the dataclass has it
        counts: Mapping[str, int],
        **more: Any,
    ) -> Self:
        """Make one of what was counted."""
        new, changed, unchanged = (counts.get(state, 0) for state in (NEW, CHANGED, UNCHANGED))
        more |= {note: counts.get(note, 0) for note in (NO_POINT, NO_NUMBER)}
        told: dict[str, Any] = {"new": new, "changed": changed, "unchanged": unchanged, **more}
        told["joined"] = counts.get(JOINED, 0)
        return cls(kind, rows, imported, dry_run, wrong=len(more.get("wrong_rows", ())), **told)


def label_of(row: ParsedRow, target: Any) -> str:
    """Return what people call a row on record, else what its own program does."""
    names = (
        getattr(target, name, None) for name in ("name", "number", "serial_number", "code", "external_id")
    )
    return next((str(name) for name in names if name), row.cells[0] if row.cells else "")
