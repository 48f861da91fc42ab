"""Files of registers read row by row, for the API, the pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.kernel.errors import Invalid, TooLarge
from app.kernel.phrases import Phrase
from app.registers.api.import_cells import RowReader
from app.registers.api.import_kinds import KINDS, columns
from app.registers.commands.import_shapes import RowError
from app.registers.commands.imports import MAX_ROWS, Header, Import
from app.registers.rules.cells import names_a_day
from app.registers.rules.column_names import LEAVE_OUT, column_called, header_key, says_name_alone
from app.registers.rules.file_tables import SEPARATORS, FileTable, table_of

MAX_BYTES = 8 * 1024 * 1024

FEWEST_DAYS = 5
"""So many headers that name a day are a roster's days, and no slip."""

_SEVERAL = frozenset({"phone"})
"""Columns that may stand in a file more than once: a mobile and a landline are one field's words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file shall be read: what its sender says of it, and what its headers were said to mean.

    `mapping` is header → column, blank to leave one out; what stands there wins over `remembered`, whose
    headers are as `header_key` gives them.
    """

    charset: str = ""
    separator: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    ignore_unknown: bool = False

    def stored(self) -> dict[str, Any]:
        """Return all of it as a job keeps it."""
        return asdict(self)

    def said(self) -> dict[str, str]:
        """Return all that was said of headers, by their keys."""
        return {**self.remembered, **{header_key(name): column for name, column in self.mapping.items()}}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its header, where it stands, what it means (None: not known), and some cells."""

    at: int
    header: str
    column: str | None
    samples: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that could be read: its table and what each of its columns means."""

    kind: str
    table: FileTable
    columns: Sequence[Column]
    wrong: Sequence[RowError]

    @property
    def unknown(self) -> list[Column]:
        """The columns of which nobody knows what they mean."""
        return [one for one in self.columns if one.column is None]

    @property
    def has_days_across(self) -> bool:
        """Whether it is a roster with a day in each column, of which no mapping makes shifts."""
        return self.kind == "shifts" and sum(names_a_day(one.header) for one in self.unknown) >= FEWEST_DAYS

    def task(self, data: bytes) -> Import:
        """Return what is to be imported; what is wrong with the header stands before the rows."""
        read = RowReader(
            KINDS[self.kind][1], [(one.at, one.column or "", one.header) for one in self.columns]
        )
        rows = [read.row(line.number, line.cells) for line in self.table.lines]
        meant = ";".join(f"{one.header}={one.column}" for one in self.columns)
        known_by = data + meant.encode("utf-8", "replace")
        return Import.of(
            KINDS[self.kind][0], rows, known_by, Header(self.table.header.number, read.headers, self.wrong)
        )


def read_file(kind: str, data: bytes, how: Reading) -> FileRead:
    """Read a file with a header: text in any usual charset and dialect, or a workbook.

    Raises:
        TooLarge: over `MAX_BYTES`.
        Invalid: it cannot be read as a table, or a mapping names a column that there is not.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The file", MAX_BYTES)
    register, known = KINDS[kind][0], columns(kind)
    said = {key: column for key, column in how.said().items() if column in {*known, LEAVE_OUT}}
    _check(how, known)
    table = table_of(
        data,
        lambda header: bool(said.get(header_key(header)) or column_called(register, known, header)),
        MAX_ROWS,
        how.charset,
        how.separator,
    )
    read = list(_columns(table, register, known, said))
    return FileRead(kind, table, read, _faults(kind, table, read, ignore_unknown=how.ignore_unknown))


def _check(how: Reading, known: Sequence[str]) -> None:
    if how.separator and how.separator not in SEPARATORS:
        raise Invalid({"separator": Phrase("is none of %(choices)s", choices=" ".join(SEPARATORS))})
    unknown = sorted({column for column in how.mapping.values() if column not in {*known, LEAVE_OUT}})
    if unknown:
        told = Phrase("is no column: %(names)s", names=", ".join(unknown))
        raise Invalid({"map": told})


def _columns(
    table: FileTable, register: str, known: Sequence[str], said: Mapping[str, str]
) -> Sequence[Column]:
    """Those with a header, and those without one that hold something."""
    wide = max([len(table.header.cells), *(len(line.cells) for line in table.lines)])
    found = list[Column]()
    for at in range(wide):
        header = table.header.cells[at] if at < len(table.header.cells) else ""
        samples = [line.cells[at] for line in table.lines[:200] if at < len(line.cells) and line.cells[at]][
            :3
        ]
        if not header:
            continue
        key = header_key(header)
        meant = said[key] if key in said else column_called(register, known, header)
        found.append(Column(at, header, meant, samples))
    return [
        _unless_spare(register, one, found) if header_key(one.header) not in said else one for one in found
    ]


def _unless_spare(register: str, one: Column, found: Sequence[Column]) -> Column:
    """Leave out the name of whom another column names by the number."""
    same = [other for other in found if other.column == one.column]
    surest = min(same, key=lambda other: says_name_alone(register, other.column, other.header))
    spare = one is not surest and says_name_alone(register, one.column, one.header)
    return replace(one, column=LEAVE_OUT) if spare else one


def _faults(kind: str, table: FileTable, read: Sequence[Column], *, ignore_unknown: bool) -> list[RowError]:
    """What is wrong with the header: columns that nobody knows, and those that stand twice."""
    at = table.header.number
    known = ", ".join(columns(kind))
    unknown = Phrase("is not a column of %(kind)s; those are %(columns)s", kind=kind, columns=known)
    wrong = [
        RowError(at, one.header, unknown, one.header)
        for one in read
        if one.column is None and not ignore_unknown
    ]
    taken: dict[str, str] = {}
    for one in read:
        if not one.column or one.column in _SEVERAL:
            continue
        if one.column in taken:
            twice = Phrase("stands twice in the header, as %(other)s too", other=taken[one.column])
            wrong.append(RowError(at, one.column, twice, one.header))
        taken[one.column] = one.header
    return wrong
