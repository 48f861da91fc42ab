"""Bulk import: rows of one register, all of them or none, with a report for each row that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AlreadyTaken, Invalid, OneHourError, Phrase
from app.models import Customer, Engineer, Provider, Site, Territory
from app.runtime import UnitOfWork
from app.services import registry

MAX_ROWS = 10_000
MAX_ERRORS = 50
"""A report stops here: a file with a wrong column is wrong in every row."""

NATURAL_KEYS: dict[str, Any] = {
    "customer": Customer.name,
    "engineer": Engineer.number,
    "provider": Provider.name,
    "site": Site.name,
    "territory": Territory.code,
}
"""How a file names a row of another register: by what people call it."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one field of one row; rows are counted from 1, the header not included."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row as the door read it.

    `values` are columns, `named` references by natural key (`customer_id` → the customer's name),
    `errors` what could not even be read.
    """

    number: int
    values: Mapping[str, Any]
    named: Mapping[str, tuple[str, str]]
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file; `imported` is the number of rows, or 0."""

    kind: str
    rows: int
    imported: int
    dry_run: bool
    errors: tuple[RowError, ...] = ()


class ImportUndone(Exception):
    """Ends the transaction of a dry run, or of a file with errors; `report` is the outcome."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__(report.kind)


def import_rows(
    uow: UnitOfWork, kind: str, rows: Iterable[ParsedRow], *, dry_run: bool = False
) -> ImportReport:
    """Add every row to the register `kind`.

    Raises:
        ImportUndone: a row is wrong, or it was a dry run; leaving the unit of work undoes everything.
        Invalid: more rows than `MAX_ROWS`.
    """
    errors: list[RowError] = []
    count = 0
    for row in rows:
        count += 1
        if count > MAX_ROWS:
            raise Invalid({"file": Phrase("has more than %(most)s rows", most=MAX_ROWS)})
        if len(errors) < MAX_ERRORS:
            errors += row.errors or _import_row(uow, kind, row)
    report = ImportReport(kind, count, 0 if errors else count, dry_run, tuple(errors[:MAX_ERRORS]))
    if errors or dry_run:
        raise ImportUndone(report)
    return report


def _import_row(uow: UnitOfWork, kind: str, row: ParsedRow) -> list[RowError]:
    values, errors = dict(row.values), list[RowError]()
    for column, (register, key) in row.named.items():
        try:
            values[column] = by_natural_key(uow, register, key)
        except Invalid as bad:
            errors += [RowError(row.number, register, texts[0]) for texts in bad.errors.values()]
    if errors:
        return errors
    try:
        # A clash with another writer must not spoil the transaction for the rows that follow.
        with uow.session.begin_nested():
            registry.create(uow, kind, values)
    except (Invalid, AlreadyTaken) as bad:
        found: Mapping[str, list[str]] = bad.errors if isinstance(bad, Invalid) else bad.extra["errors"]
        return [RowError(row.number, path, text) for path, texts in found.items() for text in texts]
    except OneHourError as bad:
        return [RowError(row.number, "", bad.detail)]
    return []


def by_natural_key(uow: UnitOfWork, kind: str, key: str) -> UUID:
    """Return the id of the one row of `kind` that people call `key`, or whose id `key` is.

    Raises:
        Invalid: none is called so, or several are.
    """
    try:
        return UUID(key)
    except ValueError:
        pass
    column = NATURAL_KEYS[kind]
    # Who was merged into another is that other one, though both may bear the name.
    chosen = func.coalesce(Customer.survivor_id, Customer.id) if kind == "customer" else column.class_.id
    found = uow.session.scalars(select(chosen).where(column == key).distinct().limit(2)).all()
    if len(found) != 1:
        raise Invalid(
            {
                kind: Phrase("several are called %(name)s", name=key)
                if found
                else Phrase("none is called %(name)s", name=key)
            }
        )
    only: UUID = found[0]
    return only
