"""One row of an import: the rows of other registers that it names, whether it can be added, and adding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, OneHourError
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.commands.import_file import InFile
from app.registers.commands.registry import checks
from app.registers.errors import AlreadyTaken
from app.registers.tables import Customer, Engineer, Provider, Site, Territory

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
    """What is wrong in one field of one row."""

    row: int = field(metadata={"description": "Counted from 1, the header not included"})
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


def faults_of(uow: UnitOfWork, kind: str, row: ParsedRow, file: InFile) -> list[RowError]:
    """Return what keeps the row from being added, by the register and by the rows of `file` before it."""
    values, errors = _named(uow, row)
    if errors:
        return errors
    try:
        file.check(checks.prepared(uow, kind, values, None))
    except OneHourError as bad:
        return _row_errors(row, bad)
    return []


def _named(uow: UnitOfWork, row: ParsedRow) -> tuple[dict[str, Any], list[RowError]]:
    values, errors = dict(row.values), list[RowError]()
    for column, (register, key) in row.named.items():
        try:
            values[column] = by_natural_key(uow, register, key)
        except Invalid as bad:
            errors += [RowError(row.number, register, texts[0]) for texts in bad.errors.values()]
    return values, errors


def add_row(uow: UnitOfWork, kind: str, row: ParsedRow) -> list[RowError]:
    """Add the row, or return what kept it from being added."""
    values, errors = _named(uow, row)
    if errors:
        return errors
    try:
        # A clash with another writer must not spoil the transaction for the rows before.
        with uow.session.begin_nested():
            registry.create(uow, kind, values)
    except OneHourError as bad:
        return _row_errors(row, bad)
    return []


def _row_errors(row: ParsedRow, bad: OneHourError) -> list[RowError]:
    if not isinstance(bad, Invalid | AlreadyTaken):
        return [RowError(row.number, "", bad.detail)]
    found: Mapping[str, list[str]] = bad.errors if isinstance(bad, Invalid) else bad.extra["errors"]
    return [RowError(row.number, path, text) for path, texts in found.items() for text in texts]


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
