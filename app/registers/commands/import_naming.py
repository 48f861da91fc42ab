"""What a row of a file names: rows of other registers, by what people call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.ids import is_id
from app.kernel.phrases import Phrase
from app.registers.reads.customers import same_customer
from app.registers.reads.finding import skill_rows
from app.registers.rules.skill_words import codes_called, codes_of
from app.registers.tables import (
    Asset,
    CertificateKind,
    Customer,
    Depot,
    Engineer,
    Provider,
    Site,
    Territory,
)

NATURAL_KEYS: dict[str, Any] = {
    "asset": Asset.serial_number,
    "certificate_kind": CertificateKind.code,
    "customer": Customer.name,
    "depot": Depot.name,
    "engineer": Engineer.number,
    "provider": Provider.name,
    "site": Site.name,
    "territory": Territory.code,
}
"""How a file names a row of another register: by what people call it."""

_SECOND: dict[str, Any] = {
    "certificate_kind": CertificateKind.name_zh,
    "engineer": Engineer.name,
    "territory": Territory.name,
}
"""What people say where they do not say that."""

CUSTOMER = "customer_id"
"""What a file of machines says beside the site, since many customers call one of theirs the same."""

MOST_ALIKE = 50
"""Customers of one name among whose sites one is looked for."""

Named = Mapping[str, tuple[str, str]]


def named(uow: UnitOfWork, kind: str, names: Named) -> tuple[dict[str, UUID], dict[str, list[str]]]:
    """Return the ids of the rows that are named, and what is wrong by register."""
    whose = names.get(CUSTOMER) if kind == "asset" else None
    values: dict[str, UUID] = {}
    wrong: dict[str, list[str]] = {}
    for column, (register, key) in names.items():
        if whose is not None and column == CUSTOMER:
            continue
        try:
            if whose is not None and register == "site":
                values[column] = _site_of(uow, whose[1], key)
            else:
                values[column] = by_natural_key(uow, register, key)
        except Invalid as bad:
            for path, texts in bad.errors.items():
                wrong.setdefault(path, []).append(texts[0])
    return values, wrong


def by_natural_key(uow: UnitOfWork, kind: str, key: str) -> UUID:
    """Return the id of the one row of `kind` that people call `key`, or whose id or external id `key` is.

    Raises:
        Invalid: none is called so, or several are.
    """
    if is_id(key):
        return UUID(key)
    found: Sequence[UUID] = ()
    for query in _called(kind, key):
        if not found:
            found = uow.session.scalars(query.distinct().limit(2)).all()
    if len(found) != 1:
        raise Invalid({kind: _none_or_several(kind, key, several=bool(found))})
    return found[0]


def _site_of(uow: UnitOfWork, customer: str, key: str) -> UUID:
    """Return the site of the customer, of whom the file says the name, the external id or the id.

    Raises:
        Invalid: there is no such customer, or none, or several, of the sites are called so.
    """
    customers: Sequence[UUID] = ()
    for query in _called("customer", customer):
        customers = customers or uow.session.scalars(query.limit(MOST_ALIKE)).all()
    if not customers:
        raise Invalid({"customer": Phrase("none is called %(name)s", name=customer)})
    theirs = or_(*(Site.customer_id.in_(same_customer(one)) for one in dict.fromkeys(customers)))
    found = uow.session.scalars(
        select(Site.id).where(theirs, or_(*_names("site", key))).distinct().limit(2)
    ).all()
    if not found:
        told = Phrase("%(customer)s has none that is called %(name)s", customer=customer, name=key)
        raise Invalid({"site": told})
    if len(found) > 1:
        raise Invalid({"site": Phrase("several are called %(name)s", name=key)})
    return found[0]


def _called(kind: str, key: str) -> list[Select[Any]]:
    """Return the queries for whom `key` may mean, the surest first."""
    model = NATURAL_KEYS[kind].class_
    # Who was merged into another is that other one, though both may bear the name.
    chosen = func.coalesce(Customer.survivor_id, Customer.id) if kind == "customer" else model.id
    return [select(chosen).where(condition) for condition in _names(kind, key)]


def _names(kind: str, key: str) -> list[ColumnElement[bool]]:
    column = NATURAL_KEYS[kind]
    model = column.class_
    ids = [model.id == UUID(key)] if is_id(key) else []
    second = [_SECOND[kind] == key] if kind in _SECOND else []
    return [*ids, model.external_id == key, column == key, *second]


def _none_or_several(kind: str, key: str, *, several: bool) -> Phrase:
    if not several:
        return Phrase("none is called %(name)s", name=key)
    if kind == "site":
        return Phrase("several are called %(name)s; a column with the customer tells which", name=key)
    if kind == "customer":
        return Phrase("several are called %(name)s; say the customer's number instead of the name", name=key)
    return Phrase("several are called %(name)s", name=key)


def codes_of_skills(uow: UnitOfWork, parts: Sequence[str]) -> list[str]:
    """Return the codes of the skills that a cell lists, each once; what no skill is called stays as it is."""
    if not parts:
        return []
    called = codes_called(skill_rows(uow))
    return list(dict.fromkeys(code for said in parts for code in codes_of(said, called)))
