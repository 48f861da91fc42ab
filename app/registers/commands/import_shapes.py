"""One row of an import as the door read it, what is wrong in it, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as described
from typing import Any
from uuid import UUID

from app.registers.commands.import_shown import FieldChange
from app.registers.rules.column_names import column_label

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"
JOINED = "joined"
"""A row of a customer who has a row already."""

NO_POINT, NO_NUMBER = "no_point", "no_number"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one field of one row; `column` is the field's header in the file."""

    row: int = described(metadata={"description": "As a spreadsheet numbers it: the header is row 1"})
    field: str
    message: str
    column: str = described(
        default="", metadata={"description": "The header of the field as the file has it"}
    )


def place_of(register: str, error: RowError) -> str:
    """Return the column of an error: as the file calls it, else as people do; blank for the whole row."""
    field = error.field.partition(".")[0]
    return error.column or (column_label(register, field) if field else "")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row as the door read it.

    `values` are the columns that it gives, a naive time being local where the row belongs; `named`
    references by what people call them (`customer_id` → the customer's name); `errors` what could not even
    be read.  A new row takes `defaults` for what it does not give, and cannot be without what is `missing`.
    `cells` are the row as it stands in the file, `units` the columns that the file gives in another unit
    (`unit_price_cents` → `unit_price`).
    """

    number: int
    values: Mapping[str, Any]
    named: Mapping[str, tuple[str, str]]
    errors: tuple[RowError, ...] = ()
    defaults: Mapping[str, Any] = described(default_factory=dict)
    missing: tuple[str, ...] = ()
    cells: Sequence[str] = ()
    units: Mapping[str, str] = described(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Double:
    """Whom a new row is likely: that of row `row` of the file, and on record `id` once that one stands."""

    id: UUID | None
    called: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What would come of a row: `target` is the row on record that it means, None for a new one.

    `notes` are what its writer should know though nothing is wrong, `warnings` what he should look at;
    `double` whom a new customer is likely, though the file gives each a row.
    """

    state: str
    values: Mapping[str, Any]
    target: Any = None
    errors: Sequence[RowError] = ()
    changes: Sequence[FieldChange] = ()
    notes: Sequence[str] = ()
    warnings: Sequence[RowError] = ()
    double: Double | None = None
