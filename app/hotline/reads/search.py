"""Who is on the line: customers, places and machines by whatever the caller says of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork, visibility
from app.registers.reads.customers import survivor
from app.registers.reads.parts import holding, keys_holding
from app.registers.reads.phone_numbers import ends_so, has_number
from app.registers.rules.doubles import address_key, name_key
from app.registers.tables import Asset, Customer, Searched, Site

MOST = 6
LAST = "\U0010ffff"
"""Behind whatever a text goes on with."""

Clause = ColumnElement[bool]

FEWEST_LETTERS, FEWEST_DIGITS, WHOLE_DIGITS = 2, 4, 7
_MOST_WORDS = 5
_NUMBERLIKE = re.compile(r"[\d\s+()\-.·/#*转ext]+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-._/]+")
_TAIL = re.compile(
    r"(?:(?:手机|电话|号码)?(?:尾号|[后末]四位|最后四位)[是为:：]?|last(?: four)?|ending(?: in)?)?"
    r"\s*(\d{4,6})",
    re.IGNORECASE,
)
"""The last digits of a telephone number, as people say them when they do not want to say all of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the customer, and the place or machine by which he was found, as the form calls it."""

    customer: Customer
    about: str = ""
    name: str = ""
    detail: str = ""


def search(uow: UnitOfWork, said: str) -> list[Found]:
    """Return whoever is meant: of customers, machines and places a few each, surest first.

    What ends or begins so comes before what holds it somewhere; both are looked up in indexes.
    """
    text = " ".join(said.split())
    if len(text) < FEWEST_LETTERS and text.isascii():
        return []
    found: dict[tuple[UUID, str], Found] = {}
    for looks in (_customers_called, _machines_called, _sites_called, _models_called):
        for one in looks(uow, text):
            _add(uow, found, one)
    return list(found.values())


def _customers_called(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """By the end of a number, by how a name begins, by any part of a name or a number."""
    found: dict[UUID, Customer] = {}
    if tail := _TAIL.fullmatch(text):
        _fill(found, _rows(uow, Customer, ends_so("customer", Customer.id, tail[1])))
    elif len(re.sub(r"\D", "", text)) >= FEWEST_DIGITS:
        clause = has_number("customer", Customer.id, text)
        _fill(found, () if clause is None else _rows(uow, Customer, clause))
    # A whole number that somebody has is no part of another.
    digits = "" if found and len(_digits(text)) >= WHOLE_DIGITS else _digits(text)
    if key := name_key(text):
        own = Customer.external_id.in_({text, text.upper()})
        _fill(found, _rows(uow, Customer, or_(own, _begins(uow, Customer.name_key, key))))
    for kind, said in ((Searched.CUSTOMER, text), (Searched.NUMBER, digits)):
        if len(found) < MOST and said:
            _fill(found, _holding(uow, Customer, kind, said))
    if not found:
        _fill(found, _called_by_words(uow, text))
    return (Found(row) for row in found.values())


def _called_by_words(uow: UnitOfWork, text: str) -> Sequence[Any]:
    """A name by several of its parts, as people tell customers apart whose names are alike."""
    words = text.split()[:_MOST_WORDS]
    if len(words) > 1 and (named := _holding(uow, Customer, Searched.CUSTOMER, *words)):
        return named
    each = [clause for word in words for clause in _of_word(uow, word)]
    return _rows(uow, Customer, and_(*each)) if len(each) > 1 else ()


def _of_word(uow: UnitOfWork, word: str) -> Iterator[Clause]:
    """A part of a name, or the end of a number."""
    named = holding(uow, Searched.CUSTOMER, word)
    clauses: list[Clause] = [] if named is None else [Customer.id.in_(named)]
    if tail := _TAIL.fullmatch(word):
        clauses.append(ends_so("customer", Customer.id, tail[1]))
    if clauses:
        yield or_(*clauses)


def _machines_called(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """By code or how a serial begins, by any part of a serial: it is read out with pauses, without dashes."""
    found: dict[UUID, Asset] = {}
    _fill(
        found,
        _rows(uow, Asset, or_(*_begin_serials(uow, text.upper()), Asset.qr_code.in_({text, text.upper()}))),
    )
    # A word without a digit is no serial number.
    if len(found) < MOST and any(sign.isdigit() for sign in text):
        _fill(found, _holding(uow, Asset, Searched.SERIAL, text))
    return _with_owners(uow, found.values())


def _models_called(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """By any part of a model's name: a caller reads what stands on the machine."""
    return _with_owners(uow, _holding(uow, Asset, Searched.MODEL, text) if len(text) > 1 else ())


def _with_owners(uow: UnitOfWork, machines: Collection[Asset]) -> Iterator[Found]:
    sites = _by_key(uow, Site, (asset.site_id for asset in machines))
    owners = _by_key(uow, Customer, (site.customer_id for site in sites.values()))
    for asset in machines:
        site = sites[asset.site_id]
        name = f"{asset.model} · {asset.serial_number}"
        yield Found(owners[site.customer_id], f"asset:{asset.id}", name, site.name)


def _sites_called(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """By how an address begins, by any part of an address or of a name."""
    found: dict[UUID, Site] = {}
    if key := address_key(text):
        _fill(found, _rows(uow, Site, _begins(uow, Site.address_key, key)))
    for kind in (Searched.ADDRESS, Searched.SITE):
        if len(found) < MOST:
            _fill(found, _holding(uow, Site, kind, text))
    owners = _by_key(uow, Customer, (site.customer_id for site in found.values()))
    for site in found.values():
        yield Found(owners[site.customer_id], f"site:{site.id}", site.name, site.address)


def _add(uow: UnitOfWork, found: dict[tuple[UUID, str], Found], one: Found) -> None:
    stayed = survivor(uow, one.customer)
    known = any(key == stayed.id for key, _ in found)
    says_more = bool(one.about) and one.name != stayed.name
    if stayed.active and (says_more or not known):
        found[stayed.id, one.about] = Found(stayed, one.about, one.name, one.detail)


def _fill(found: dict[UUID, Any], more: Iterable[Any]) -> None:
    for row in more:
        if len(found) < MOST:
            found.setdefault(row.id, row)


def _rows(uow: UnitOfWork, model: Any, clause: Clause) -> Sequence[Any]:
    query = select(model).where(clause, visibility.rows(model, uow.principal))
    if model is not Customer:  # one who is not served any more may have become somebody who is
        query = query.where(model.active.is_(True))
    return uow.session.scalars(query.limit(MOST)).all()


def _by_key(uow: UnitOfWork, model: Any, keys: Iterable[UUID]) -> dict[UUID, Any]:
    wanted = set(keys)
    rows = uow.session.scalars(select(model).where(model.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def _begins(uow: UnitOfWork, column: InstrumentedAttribute[str], text: str) -> Clause:
    """The column begins with the text: as a range where the index is in the order of bytes."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return column.between(text, text + LAST)
    return column.startswith(text, autoescape=True)


def _begin_serials(uow: UnitOfWork, text: str) -> Iterator[Clause]:
    """Serial numbers that begin so, whichever of blanks and dashes the pauses stand for."""
    for said in dict.fromkeys((text, _BETWEEN.sub("", text), _BETWEEN.sub("-", text))):
        yield _begins(uow, Asset.serial_number, said)


def _holding(uow: UnitOfWork, model: Any, kind: Searched, *said: str) -> Sequence[Any]:
    """Rows whose text holds all that was said, out of a few: planners guess wrong how few they are."""
    keys = keys_holding(uow, kind, *said, most=MOST * MOST)
    return _rows(uow, model, model.id.in_(keys)) if keys else ()


def _digits(text: str) -> str:
    """The digits of what may be a part of a number; blank where it is none.

    Said with the country's code, or the zeros in front of it, it is the same number without.
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or not _NUMBERLIKE.fullmatch(text):
        return ""
    return digits.lstrip("0")
