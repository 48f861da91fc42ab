"""The office's registers (customers, engineers, shifts …): what each is, and how its lists are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from app.kernel import Principal, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.slots import TableSlot
from app.registers.reads.customers import same_customer
from app.registers.reads.phone_numbers import has_number
from app.registers.rules.searched import words_of
from app.registers.tables import (
    Asset,
    CalendarDay,
    Certificate,
    CertificateKind,
    ChargeKind,
    Contract,
    Customer,
    Depot,
    Engineer,
    FaultType,
    HasNumbers,
    Leave,
    NamedEngineer,
    Part,
    Provider,
    Shift,
    Site,
    Skill,
    Territory,
)

Clause = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of row as lists show it.

    `search` are the columns that the free-text filter looks into, `sortable` those that a list may be
    ordered by (the first one when nothing is asked), `filters` what needs more than equality.
    """

    name: str
    model: Any
    sortable: tuple[str, ...]
    search: tuple[str, ...] = ()
    filters: Mapping[str, Callable[[Any], Clause]] = field(default_factory=dict)
    loads: tuple[InstrumentedAttribute[Any], ...] = ()


def _phone_is(text: str) -> Clause:
    by_number = has_number("customer", Customer.id, text)
    is_first = Customer.phone == text.strip()
    return is_first if by_number is None else or_(is_first, by_number)


def _is_merged(wanted: bool) -> Clause:  # noqa: FBT001 - a filter's value
    return Customer.survivor_id.is_not(None) if wanted else Customer.survivor_id.is_(None)


def _is_provisional(wanted: bool) -> Clause:  # noqa: FBT001 - a filter's value
    until = Engineer.stars_provisional_until
    return until.is_not(None) if wanted else until.is_(None)


def _sites_of(key: UUID) -> Select[UUID]:
    return select(Site.id).where(Site.customer_id.in_(same_customer(key)))


REGISTERS: TableSlot[str, Register] = TableSlot("registers")
"""Registers by name; other rooms bring theirs."""

OWN = {
    register.name: register
    for register in (
        Register(
            "customer",
            Customer,
            ("name", "created_at"),
            ("name", "phone", "phone_as_said", "email", "external_id"),
            {"phone": _phone_is, "merged": _is_merged},
        ),
        Register(
            "site",
            Site,
            ("name", "created_at"),
            ("name", "address", "external_id"),
            {"customer_id": lambda key: Site.customer_id.in_(same_customer(key))},
        ),
        Register(
            "asset",
            Asset,
            ("serial_number", "model", "warranty_ends_on", "created_at"),
            ("serial_number", "model", "qr_code", "external_id"),
            {"customer_id": lambda key: Asset.site_id.in_(_sites_of(key))},
        ),
        Register(
            "contract",
            Contract,
            ("number", "starts_on", "ends_on"),
            ("number", "external_id"),
            {"customer_id": lambda key: Contract.customer_id.in_(same_customer(key))},
        ),
        Register(
            "calendar_day",
            CalendarDay,
            ("date",),
            ("note",),
            {"from_on": lambda day: CalendarDay.date >= day, "to_on": lambda day: CalendarDay.date <= day},
        ),
        Register("territory", Territory, ("code", "name"), ("code", "name", "external_id")),
        Register(
            "engineer",
            Engineer,
            ("number", "name", "stars", "created_at"),
            ("number", "name", "phone", "phone_as_said", "external_id"),
            {"skill": lambda code: Engineer.skills.any(Skill.code == code), "provisional": _is_provisional},
            (Engineer.skills,),
        ),
        Register("skill", Skill, ("code",), ("code", "name_en", "name_zh", "aliases")),
        Register(
            "shift",
            Shift,
            ("starts_at", "ends_at"),
            (),
            {"from_at": lambda at: Shift.ends_at > at, "to_at": lambda at: Shift.starts_at < at},
        ),
        Register(
            "leave",
            Leave,
            ("starts_at", "ends_at"),
            (),
            {"from_at": lambda at: Leave.ends_at > at, "to_at": lambda at: Leave.starts_at < at},
        ),
        Register("provider", Provider, ("name", "stars"), ("name", "external_id")),
        Register(
            "depot",
            Depot,
            ("name", "created_at"),
            ("name", "address", "phone", "phone_as_said", "external_id"),
        ),
        Register(
            "certificate_kind", CertificateKind, ("code",), ("code", "name_en", "name_zh", "external_id")
        ),
        Register(
            "certificate",
            Certificate,
            ("valid_from", "valid_until", "number", "created_at"),
            ("number", "issuer", "external_id"),
            {"valid_before": lambda day: Certificate.valid_until < day},
        ),
        Register(
            "named_engineer",
            NamedEngineer,
            ("starts_on", "created_at"),
            ("reason", "asked_by"),
            {"customer_id": lambda key: NamedEngineer.customer_id.in_(same_customer(key))},
        ),
        Register("fault_type", FaultType, ("code",), ("code", "name_en", "name_zh")),
        Register("charge_kind", ChargeKind, ("code",), ("code", "name_en", "name_zh")),
        Register("part", Part, ("code",), ("code", "name_en", "name_zh")),
    )
}
"""The registers of this room."""


def listing(principal: Principal, register: Register, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of a list.

    `wanted` holds column names with the value each must equal, the register's own filters, `q` (text
    that a searched column contains, whatever the case) and `sort` (a sortable column, `-` in front
    turns the order round).
    """
    model = register.model
    query = select(model).where(visibility.rows(model, principal))
    if model is Customer and "merged" not in wanted:
        query = query.where(_is_merged(False))  # noqa: FBT003 - a filter's value
    for name, value in wanted.items():
        if name not in {"q", "sort"}:
            own = register.filters.get(name)
            query = query.where(own(value) if own else getattr(model, name) == value)
    if text := str(wanted.get("q") or "").strip():
        query = query.where(_contains(register, text))
    sort = wanted.get("sort") or register.sortable[0]
    column = getattr(model, sort.removeprefix("-"))
    # The key settles ties, so that no row stands on two pages.
    key = model.__table__.primary_key.columns[0]
    query = query.order_by(column.desc() if sort.startswith("-") else column, key)
    return query.options(*(selectinload(name) for name in register.loads))


def holds_words(register: Register, text: str) -> Clause:
    """Say that each word of the text stands somewhere in what the register is searched by."""
    columns = [getattr(register.model, name) for name in register.search]
    return and_(*(or_(*(one.icontains(word, autoescape=True) for one in columns)) for word in words_of(text)))


def _contains(register: Register, text: str) -> Clause:
    model = register.model
    found = [holds_words(register, text)]
    by_number = has_number(register.name, model.id, text) if issubclass(model, HasNumbers) else None
    if by_number is not None:
        found.append(by_number)
    if model is not Customer:
        return or_(*found)
    # Whoever was merged is found under every name and number, and is shown as who stayed.
    of_merged = select(Customer.survivor_id).where(Customer.survivor_id.is_not(None), or_(*found))
    return or_(*found, Customer.id.in_(of_merged))


def one(uow: UnitOfWork, register: Register, key: UUID | str) -> Any:
    """Return one row that the principal may see.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    model = register.model
    found = select(model).where(
        model.__table__.primary_key.columns[0] == key, visibility.rows(model, uow.principal)
    )
    found = found.options(*(selectinload(name) for name in register.loads))
    row = uow.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound(register.name.replace("_", " "), key)
    return row
