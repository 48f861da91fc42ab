"""Where a text is looked for in registers: in indexes first, and of large registers in those alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork
from app.kernel.keyset import MOST_COUNTED
from app.registers.reads.parts import holding
from app.registers.reads.phone_numbers import has_number
from app.registers.reads.registry import Register, holds_words
from app.registers.rules.doubles import address_key, name_key
from app.registers.rules.searched import words_of
from app.registers.tables import (
    Asset,
    Contract,
    Customer,
    Engineer,
    HasExternalId,
    HasNumbers,
    Searched,
    Site,
)

FEWEST_DIGITS, FEW = 4, 500
LAST = "\U0010ffff"
"""Behind whatever a text goes on with."""

Clause = ColumnElement[bool]

BEGIN: Mapping[str, Sequence[tuple[Any, Any]]] = {
    "customer": ((Customer.name_key, name_key),),
    "site": ((Site.name, str), (Site.address_key, address_key)),
    "asset": ((Asset.serial_number, str), (Asset.serial_number, str.upper)),
    "contract": ((Contract.number, str), (Contract.number, str.upper)),
    "engineer": ((Engineer.number, str), (Engineer.name, str)),
}
"""By which indexed columns a row is found while its name is typed, and how those keep it."""

HELD: Mapping[str, Sequence[Searched]] = {
    "customer": (Searched.CUSTOMER,),
    "site": (Searched.SITE, Searched.ADDRESS),
    "asset": (Searched.SERIAL, Searched.MODEL),
}
"""As what a text is looked for in large registers."""


def key_column(register: Register) -> Any:
    """Return the column by which a row is known: its id, or its code."""
    return getattr(register.model, register.model.__table__.primary_key.columns.keys()[0])


def held(uow: UnitOfWork, register: Register, text: str) -> Iterator[Clause]:
    """Say where in a large register the text may stand.

    A few keys are read and named, since planners guess wrong how few they are.
    """
    key = key_column(register)
    is_number = register.name == "customer" and len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS
    words = words_of(text)
    sought = [(kind, words) for kind in HELD[register.name]]
    for kind, said in (*sought, *(((Searched.NUMBER, [text]),) if is_number else ())):
        found = holding(uow, kind, *said)
        if found is not None:
            keys = uow.session.scalars(found.limit(FEW + 1)).all()
            yield key.in_(keys if len(keys) <= FEW else found.limit(MOST_COUNTED + 1))
    if register.name == "customer" and "@" in text:
        yield Customer.email.icontains(text, autoescape=True)
    if register.name == "asset":
        yield Asset.qr_code.in_({text, text.upper(), text.lower()})


def found_anyhow(uow: UnitOfWork, register: Register, text: str) -> Clause:
    """Say which rows of a large register a list finds: in indexes alone."""
    found = (*numbered(register, text), *known_elsewhere(register, text), *held(uow, register, text))
    return with_merged(uow, register, found)


def with_merged(uow: UnitOfWork, register: Register, found: Iterable[Clause]) -> Clause:
    """Say that one of these holds of a row; a customer is found by what those are called who became it.

    They are read first: planners guess wrong how few they are.
    """
    clause = or_(false(), *found)
    if register.name != "customer":
        return clause
    merged = select(Customer.survivor_id).where(Customer.survivor_id.is_not(None), clause)
    keys = uow.session.scalars(merged.distinct().limit(FEW)).all()
    return or_(clause, Customer.id.in_(keys)) if keys else clause


def anywhere(uow: UnitOfWork, register: Register, text: str) -> Iterator[Clause]:
    """Say where any part of a row may be the text."""
    if register.name in HELD:
        yield from held(uow, register, text)
        return
    yield holds_words(register, text)


def known_elsewhere(register: Register, text: str) -> Iterator[Clause]:
    """Say whose number or code in the company's other program it may be; letters may be of another case."""
    if issubclass(register.model, HasExternalId):
        yield register.model.external_id.in_({text, text.upper(), text.lower()})


def numbered(register: Register, text: str) -> Iterator[Clause]:
    """Say whose telephone number it may be."""
    model = register.model
    if len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS and issubclass(model, HasNumbers):
        by_number = has_number(register.name, model.id, text)
        if by_number is not None:
            yield by_number


def sure(uow: UnitOfWork, register: Register, text: str) -> Iterator[Clause]:
    """Say one by one what surely means a row: its number, its code elsewhere, or how it begins."""
    yield from numbered(register, text)
    yield from known_elsewhere(register, text)
    for column, kept in BEGIN.get(register.name, ()):
        if said := kept(text):
            yield begins(uow, column, said)


def begins(uow: UnitOfWork, column: InstrumentedAttribute[str], text: str) -> Clause:
    """The column begins with the text: as a range where the index is in the order of bytes."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return column.between(text, text + LAST)
    return column.startswith(text, autoescape=True)
