"""Rows of registers to look through and to choose from, quick however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import UnitOfWork, visibility
from app.kernel.keyset import KeyedPage, Order, counted_up_to, page_beside
from app.registers.hooks import own_territories
from app.registers.reads import looking, registry
from app.registers.reads.customers import one_customer, survivor_id
from app.registers.reads.registry import REGISTERS, Register
from app.registers.tables import (
    Asset,
    CertificateKind,
    Contract,
    Customer,
    Depot,
    Engineer,
    Provider,
    Site,
    Skill,
    Territory,
)

MOST_OFFERED, MOST_LOOKED_AT, MOST_CHOICES = 8, 50, 500
FEWEST_DIGITS = 4
LAST = "\U0010ffff"
"""Behind whatever a text goes on with."""

OWN_WORK = "own_work"
"""Asks a list for the territories where the caller leads teams."""

Clause = ColumnElement[bool]

_NARROW = frozenset({"q", "customer_id", "site_id", "provider_id", "depot_id", "skill"})
"""Filters that leave few rows of many."""

_CALLED: Mapping[str, Sequence[Any]] = {
    "customer": (Customer.name,),
    "site": (Site.name,),
    "asset": (Asset.serial_number, Asset.qr_code),
    "contract": (Contract.number,),
    "engineer": (Engineer.number, Engineer.name),
    "territory": (Territory.name, Territory.code),
    "provider": (Provider.name,),
    "depot": (Depot.name,),
    "certificate_kind": (CertificateKind.code, CertificateKind.name_en, CertificateKind.name_zh),
}
"""What a row may be called by whoever types all of it."""


def order_of(register: Register, wanted: Mapping[str, Any]) -> Order:
    """Return the order that a list is asked for in."""
    sort = wanted.get("sort") or register.sortable[0]
    column = getattr(register.model, sort.removeprefix("-"))
    sparse = bool(_NARROW & wanted.keys())
    return Order(column, looking.key_column(register), falling=sort.startswith("-"), sparse=sparse)


def page(
    uow: UnitOfWork, register: Register, wanted: Mapping[str, Any], size: int, beside: Mapping[str, Any]
) -> KeyedPage:
    """Return a page of a list; `beside` may say `after` or `before` which row."""
    query = _looked_for(uow, register, wanted)
    return page_beside(uow, query, order_of(register, wanted), size, **beside)


def count(uow: UnitOfWork, register: Register, wanted: Mapping[str, Any]) -> int:
    """Count what a list finds, up to a limit."""
    return counted_up_to(
        uow, _looked_for(uow, register, wanted).with_only_columns(looking.key_column(register))
    )


def _looked_for(uow: UnitOfWork, register: Register, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of a list; in large registers its text is looked for in indexes alone."""
    rest, clauses = dict(wanted), []
    if (customer_id := rest.get("customer_id")) is not None:
        del rest["customer_id"]
        clauses.append(_of_customer(uow, register, customer_id))
    if rest.pop(OWN_WORK, False):
        clauses.append(register.model.territory_id.in_(own_territories(uow)))
    text = str(rest.get("q") or "").strip()
    if register.name in looking.HELD and text:
        del rest["q"]
        clauses.append(looking.found_anyhow(uow, register, text))
    return registry.listing(uow.principal, register, rest).where(*clauses)


def _merged_into(found: Clause) -> Clause:
    """Whoever was merged is found under every name and number, and is shown as who stayed."""
    return Customer.id.in_(select(Customer.survivor_id).where(Customer.survivor_id.is_not(None), found))


def _of_customer(uow: UnitOfWork, register: Register, customer_id: UUID) -> Clause:
    """What is a customer's, whose ids are read first: planners guess wrong how few they are."""
    ids = uow.session.scalars(one_customer(survivor_id(uow, customer_id))).all()
    if register.model is Asset:
        return Asset.site_id.in_(select(Site.id).where(Site.customer_id.in_(ids)))
    owner: InstrumentedAttribute[UUID] = register.model.customer_id
    return owner.in_(ids)


def suggestions(uow: UnitOfWork, name: str, text: str) -> Sequence[Any]:
    """Return a few open rows that may be meant: by number, by how they begin, by any part."""
    text = " ".join(text.split())
    register = REGISTERS[name]
    if not text:
        return []
    found: dict[Any, Any] = {}
    for clause in looking.sure(uow, register, text):
        _add(uow, register, found, [looking.with_merged(uow, register, [clause])])
    if len(found) < MOST_OFFERED:
        _add(
            uow, register, found, [looking.with_merged(uow, register, looking.anywhere(uow, register, text))]
        )
    return list(found.values())


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
    column = looking.key_column(register)
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
