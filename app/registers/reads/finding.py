"""Rows of registers to look through and to choose from, quick however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork, visibility
from app.kernel.keyset import MOST_COUNTED, KeyedPage, Order, counted_up_to, page_beside
from app.registers.reads import registry
from app.registers.reads.phone_numbers import has_number
from app.registers.reads.registry import REGISTERS, Register
from app.registers.rules.doubles import address_key, name_key
from app.registers.tables import (
    Asset,
    Contract,
    Customer,
    Engineer,
    HasNumbers,
    Provider,
    Site,
    Skill,
    Territory,
)

MOST_OFFERED, MOST_CHOICES = 8, 500
FEWEST_DIGITS = 4
LAST = "\U0010ffff"
"""Behind whatever a text goes on with."""

Clause = ColumnElement[bool]

_BEGIN: Mapping[str, Sequence[tuple[Any, Any]]] = {
    "customer": ((Customer.name_key, name_key),),
    "site": ((Site.name, str), (Site.address_key, address_key)),
    "asset": ((Asset.serial_number, str), (Asset.serial_number, str.upper)),
    "contract": ((Contract.number, str), (Contract.number, str.upper)),
    "engineer": ((Engineer.number, str), (Engineer.name, str)),
}
"""By which indexed columns a row is found while its name is typed, and how those keep it."""

_HELD: Mapping[str, Sequence[tuple[Any, Any]]] = {
    "customer": ((Customer.name_key, name_key),),
    "site": ((Site.name, str), (Site.address_key, address_key)),
    "asset": ((Asset.serial_number, str), (Asset.serial_number, str.upper), (Asset.model, str)),
}
"""In which columns of large registers a text is looked for, and how those keep it."""

_NARROW = frozenset({"q", "customer_id", "site_id", "provider_id", "skill"})
"""Filters that leave few rows of many."""

_CALLED: Mapping[str, Sequence[Any]] = {
    "customer": (Customer.name,),
    "site": (Site.name,),
    "asset": (Asset.serial_number, Asset.qr_code),
    "contract": (Contract.number,),
    "engineer": (Engineer.number, Engineer.name),
    "territory": (Territory.name, Territory.code),
    "provider": (Provider.name,),
}
"""What a row may be called by whoever types all of it."""


def key_column(register: Register) -> Any:
    """Return the column by which a row is known: its id, or its code."""
    return getattr(register.model, register.model.__table__.primary_key.columns.keys()[0])


def order_of(register: Register, wanted: Mapping[str, Any]) -> Order:
    """Return the order that a list is asked for in."""
    sort = wanted.get("sort") or register.sortable[0]
    column = getattr(register.model, sort.removeprefix("-"))
    sparse = bool(_NARROW & wanted.keys())
    return Order(column, key_column(register), falling=sort.startswith("-"), sparse=sparse)


def page(
    uow: UnitOfWork, register: Register, wanted: Mapping[str, Any], size: int, beside: Mapping[str, Any]
) -> KeyedPage:
    """Return a page of a list; `beside` may say `after` or `before` which row."""
    query = _looked_for(uow, register, wanted)
    return page_beside(uow, query, order_of(register, wanted), size, **beside)


def count(uow: UnitOfWork, register: Register, wanted: Mapping[str, Any]) -> int:
    """Count what a list finds, up to a limit."""
    return counted_up_to(uow, _looked_for(uow, register, wanted).with_only_columns(key_column(register)))


def _looked_for(uow: UnitOfWork, register: Register, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of a list; in large registers its text is looked for in indexes alone."""
    text = str(wanted.get("q") or "").strip()
    if register.name not in _HELD or not text:
        return registry.listing(uow.principal, register, wanted)
    rest = {name: value for name, value in wanted.items() if name != "q"}
    query = registry.listing(uow.principal, register, rest)
    return query.where(or_(*_numbered(register, text), *_held(register, text)))


def _held(register: Register, text: str) -> Iterator[Clause]:
    """Say in which columns the text may stand; those of an index are read there, not row by row."""
    key = key_column(register)
    for column, kept in _HELD[register.name]:
        if said := kept(text):
            # Looked for as they are kept: nothing is turned into small letters row by row.
            yield key.in_(select(key).where(column.contains(said, autoescape=True)).limit(MOST_COUNTED + 1))
    if register.name == "customer" and "@" in text:
        yield Customer.email.icontains(text, autoescape=True)
    if register.name == "asset":
        yield Asset.qr_code == text


def suggestions(uow: UnitOfWork, name: str, text: str) -> Sequence[Any]:
    """Return a few open rows that may be meant: by number, by how they begin, by any part."""
    text = " ".join(text.split())
    register = REGISTERS[name]
    if not text:
        return []
    found: dict[Any, Any] = {}
    for clause in _sure(uow, register, text):
        _add(uow, register, found, [clause])
    if not found:
        parts = [
            getattr(register.model, column).icontains(text, autoescape=True) for column in register.search
        ]
        _add(uow, register, found, [or_(*parts)])
    return list(found.values())


def _numbered(register: Register, text: str) -> Iterator[Clause]:
    """Say whose telephone number it may be."""
    model = register.model
    if len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS and issubclass(model, HasNumbers):
        by_number = has_number(register.name, model.id, text)
        if by_number is not None:
            yield by_number


def _sure(uow: UnitOfWork, register: Register, text: str) -> Iterator[Clause]:
    yield from _numbered(register, text)
    for column, kept in _BEGIN.get(register.name, ()):
        if said := kept(text):
            yield begins(uow, column, said)


def begins(uow: UnitOfWork, column: InstrumentedAttribute[str], text: str) -> Clause:
    """The column begins with the text: as a range where the index is in the order of bytes."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return column.between(text, text + LAST)
    return column.startswith(text, autoescape=True)


def _add(uow: UnitOfWork, register: Register, found: dict[Any, Any], clauses: Sequence[Clause]) -> None:
    for row in uow.session.scalars(_open(uow, register).where(*clauses).limit(MOST_OFFERED)):
        if len(found) < MOST_OFFERED:
            found.setdefault(row.id, row)


def _open(uow: UnitOfWork, register: Register) -> Select[Any]:
    model = register.model
    query = select(model).where(visibility.rows(model, uow.principal))
    if model is Customer:
        query = query.where(Customer.survivor_id.is_(None))
    return query.where(model.active.is_(True)) if hasattr(model, "active") else query


def called(uow: UnitOfWork, name: str, text: str) -> Sequence[Any]:
    """Return the open rows that are called so, a few at most."""
    columns = _CALLED[name]
    query = _open(uow, REGISTERS[name]).where(or_(*(column == text for column in columns)))
    return uow.session.scalars(query.limit(MOST_OFFERED)).all()


def rows_of(uow: UnitOfWork, name: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """Return the rows behind references, by their key; whatever the caller may not see is left out."""
    register, wanted = REGISTERS[name], {key for key in keys if key is not None}
    if not wanted:
        return {}
    column = key_column(register)
    seen = visibility.rows(register.model, uow.principal)
    rows = uow.session.scalars(select(register.model).where(column.in_(wanted), seen))
    return {getattr(row, column.key): row for row in rows}


def all_open(uow: UnitOfWork, name: str) -> Sequence[Any]:
    """Return the open rows of a small register, in its order."""
    register = REGISTERS[name]
    order = getattr(register.model, register.sortable[0])
    return uow.session.scalars(_open(uow, register).order_by(order).limit(MOST_CHOICES)).all()


def skill_rows(uow: UnitOfWork) -> Sequence[Skill]:
    """Return all skills by their code."""
    return uow.session.scalars(select(Skill).order_by(Skill.code)).all()
