"""Who is on the line: customers, places and machines by whatever the caller says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork, visibility
from app.registers.reads.customers import survivor
from app.registers.reads.phone_numbers import has_number
from app.registers.rules.doubles import address_key, name_key
from app.registers.tables import Asset, Customer, Site

MOST = 6
LAST = "\U0010ffff"
"""Behind whatever a text goes on with."""

Clause = ColumnElement[bool]

FEWEST_LETTERS, FEWEST_DIGITS = 2, 4
_MOST_WORDS = 5
_NUMBERLIKE = re.compile(r"[\d\s+()\-.·/#*转ext]+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-._/]+")


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the customer, and the place or machine by which he was found, as the form calls it."""

    customer: Customer
    about: str = ""
    name: str = ""
    detail: str = ""


def search(uow: UnitOfWork, said: str) -> list[Found]:
    """Return whoever is meant, surest first: by number, by how a name, serial or address begins, by any part.

    Beginnings stand in an index; only where none fits are names, serials and addresses read through.
    """
    text = " ".join(said.split())
    if len(text) < FEWEST_LETTERS:
        return []
    found: dict[tuple[UUID, str], Found] = {}
    if len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS:
        _add(uow, found, _by_number(uow, text))
    if found and _NUMBERLIKE.fullmatch(text):
        return list(found.values())
    _add(uow, found, _machines(uow, or_(*_begin_serials(uow, text.upper()), Asset.qr_code == text)))
    if key := name_key(text):
        _add(uow, found, _customers(uow, _begins(uow, Customer.name_key, key)))
    if key := address_key(text):
        _add(uow, found, _sites(uow, _begins(uow, Site.address_key, key)))
    for further in (_by_name, _by_words, _by_address, _by_serial, _by_place):
        if not found:
            _add(uow, found, further(uow, text))
    return list(found.values())


def _add(uow: UnitOfWork, found: dict[tuple[UUID, str], Found], more: Iterator[Found]) -> None:
    for one in more:
        stayed = survivor(uow, one.customer)
        known = any(key == stayed.id for key, _ in found)
        says_more = bool(one.about) and one.name != stayed.name
        if stayed.active and (says_more or not known):
            found[stayed.id, one.about] = Found(stayed, one.about, one.name, one.detail)


def _begins(uow: UnitOfWork, column: InstrumentedAttribute[str], text: str) -> Clause:
    """The column begins with the text: as a range where the index is in the order of bytes."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return column.between(text, text + LAST)
    return column.startswith(text, autoescape=True)


def _begin_serials(uow: UnitOfWork, text: str) -> Iterator[Clause]:
    """Serial numbers that begin so, whichever of blanks and dashes the pauses stand for."""
    for said in dict.fromkeys((text, _BETWEEN.sub("", text), _BETWEEN.sub("-", text))):
        yield _begins(uow, Asset.serial_number, said)


def _by_number(uow: UnitOfWork, text: str) -> Iterator[Found]:
    clause = has_number("customer", Customer.id, text)
    return iter(()) if clause is None else _customers(uow, clause)


def _holds(uow: UnitOfWork, column: InstrumentedAttribute[str], *keys: str) -> Clause:
    """The column holds each of the keys somewhere.

    SQLite reads an index through several times faster than the rows, if it needs nothing but the index.
    """
    if uow.session.get_bind().dialect.name != "sqlite":
        return and_(*(func.strpos(column, key) > 0 for key in keys))
    name = column.class_.__tablename__
    read = column.class_.__table__.alias("read")
    held = (func.instr(read.c[column.key], key) > 0 for key in keys)
    rows: Select[Any] = select(literal_column("read.rowid")).where(*held)
    return literal_column(f"{name}.rowid").in_(rows.limit(MOST * MOST))


def _by_name(uow: UnitOfWork, text: str) -> Iterator[Found]:
    key = name_key(text)
    return _customers(uow, _holds(uow, Customer.name_key, key)) if key else iter(())


def _by_words(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """A name by several of its parts, as people tell customers apart whose names are alike."""
    keys = [key for word in text.split()[:_MOST_WORDS] if (key := name_key(word))]
    return _customers(uow, _holds(uow, Customer.name_key, *keys)) if len(keys) > 1 else iter(())


def _by_address(uow: UnitOfWork, text: str) -> Iterator[Found]:
    key = address_key(text)
    return _sites(uow, _holds(uow, Site.address_key, key)) if key else iter(())


def _by_place(uow: UnitOfWork, text: str) -> Iterator[Found]:
    return _sites(uow, Site.name.icontains(text, autoescape=True))


def _by_serial(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """A serial number is read out with pauses, and its dashes are not; one without a digit is none."""
    if not any(sign.isdigit() for sign in text):
        return iter(())
    serial: ColumnElement[str] = func.trim(Asset.serial_number)
    for sign in (" ", "-", ".", "_", "/"):
        serial = func.replace(serial, sign, "")
    return _machines(uow, serial.icontains(_BETWEEN.sub("", text), autoescape=True))


def _customers(uow: UnitOfWork, clause: Clause) -> Iterator[Found]:
    rows = select(Customer).where(clause, visibility.rows(Customer, uow.principal)).limit(MOST)
    for row in uow.session.scalars(rows):
        yield Found(row)


def _sites(uow: UnitOfWork, clause: Clause) -> Iterator[Found]:
    seen = visibility.rows(Site, uow.principal)
    for site in uow.session.scalars(select(Site).where(clause, Site.active.is_(True), seen).limit(MOST)):
        yield Found(uow.get(Customer, site.customer_id), f"site:{site.id}", site.name, site.address)


def _machines(uow: UnitOfWork, clause: Clause) -> Iterator[Found]:
    of = select(Asset, Site).join(Site, Site.id == Asset.site_id)
    rows = of.where(clause, Asset.active.is_(True), visibility.rows(Asset, uow.principal)).limit(MOST)
    for asset, site in uow.session.execute(rows).all():
        name = f"{asset.model} · {asset.serial_number}"
        yield Found(uow.get(Customer, site.customer_id), f"asset:{asset.id}", name, site.name)
