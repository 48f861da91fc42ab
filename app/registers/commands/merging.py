"""Merging two customers who are one: an alias, which can be taken back while nothing newer hangs on it.

Nothing that was recorded is moved or rewritten: requests, sites and contracts keep the id that they were
recorded under, and whoever reads the one who stayed reads what stands under either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import DomainEvent
from app.kernel.phrases import Phrase
from app.kernel.slots import Slot
from app.kernel.tables import Event
from app.registers.commands import registry
from app.registers.errors import StillInUse
from app.registers.events import CustomerAbsorbed, CustomerMerged, CustomerUnmerged
from app.registers.hooks import request_replan
from app.registers.reads.customers import one_customer
from app.registers.reads.named import named_of
from app.registers.rules.card_merging import TAKEN_OVER, card_of, chosen, filled
from app.registers.tables import Asset, Contract, Customer, NamedEngineer, Site

CUSTOMER = "customer"
_NULLS = frozenset({"email", "quiet_hours"})
"""Columns of a card that are empty rather than blank."""

HANGS_ON_CUSTOMERS: Slot[tuple[str, Any, Callable[[Select[UUID]], ColumnElement[bool]]]] = Slot(
    "what hangs on customers"
)
"""Its name, its table, and the condition that it is of one of these customers: newer rows keep a merger."""


def merge(
    uow: UnitOfWork, customer_id: UUID, into: UUID, reason: str, take: Mapping[str, str] | None = None
) -> Customer:
    """Make a customer an alias of another; whoever was merged into it before comes along.

    What the card that stays lacks it gets from the other; of columns that both fill `take` says whether the
    `other`'s or `both` stand from now on.

    Raises:
        NotFound: there is no such customer.
        Conflict: it is an alias already.
        Invalid: `into` is nobody, closed, or the same customer.
    """
    rows = _locked(uow, {customer_id, into})
    customer = uow.get(Customer, customer_id)
    if customer.merged_into_id is not None:
        raise Conflict(Phrase("This customer was merged into another already."), **_where_to(customer))
    target = rows.get(into)
    if target is not None and target.survivor_id is not None:
        target = locks.row(uow, Customer, target.survivor_id, references=True)
    if target is None or not target.active:
        raise Invalid({"into": Phrase("names no %(kind)s in use", kind=Phrase("customer"))})
    if target.id == customer.id:
        raise Invalid({"into": Phrase("is the same customer")})
    for row in _family(uow, customer.id):
        row.survivor_id, row.updated_at = target.id, uow.now
    customer.merged_into_id, customer.merged_at = target.id, uow.now
    lacking = filled(card_of(target), card_of(customer))
    wanted = chosen(card_of(target), card_of(customer), take or {})
    if lacking or wanted:
        registry.update(uow, CUSTOMER, target, {**lacking, **wanted})
    _note(uow, customer, CustomerMerged(into_id=target.id, reason=reason, filled=sorted(lacking)))
    _note(uow, target, CustomerAbsorbed(merged_id=customer.id, reason=reason))
    _plan_anew(uow, one_customer(target.id))
    return customer


def unmerge(uow: UnitOfWork, customer_id: UUID, reason: str) -> Customer:
    """Take a merger back: each has again what was recorded under its own id.

    What the one who stayed got of the other because it lacked it goes again, unless it was changed since;
    what somebody chose or wrote stays.

    Raises:
        NotFound: there is no such customer.
        Conflict: it was not merged.
        StillInUse: something was recorded since, of which nobody can say whose of the two it is.
    """
    customer = locks.row(uow, Customer, customer_id, references=True)
    if customer.merged_into_id is None or customer.survivor_id is None:
        raise Conflict(Phrase("This customer was not merged into another."))
    stayed = locks.row(uow, Customer, customer.survivor_id, references=True)
    newer = _newer(uow, customer, stayed)
    if newer:
        raise StillInUse("customer", customer.id, newer)
    came_along = _came_along(_family(uow, stayed.id), customer.id)
    was_into = customer.merged_into_id
    _give_back(uow, customer, stayed)
    customer.merged_into_id = customer.survivor_id = customer.merged_at = None
    customer.updated_at = uow.now
    for row in came_along:
        row.survivor_id, row.updated_at = customer.id, uow.now
    _note(uow, customer, CustomerUnmerged(from_id=was_into, reason=reason))
    _plan_anew(uow, select(Customer.id).where(Customer.id.in_([stayed.id, customer.id])))
    return customer


def _give_back(uow: UnitOfWork, customer: Customer, stayed: Customer) -> None:
    if not stayed.active:
        return
    got, own = card_of(stayed), card_of(customer)
    same = {column: "" for column in _filled(uow, customer) if got[column] == own[column]}
    if same:
        registry.update(uow, CUSTOMER, stayed, {**same, **dict.fromkeys(_NULLS & same.keys())})


def _filled(uow: UnitOfWork, customer: Customer) -> list[str]:
    """Return the columns that the last merger of this customer filled on the card that stayed."""
    last = (
        select(Event.body)
        .where(Event.stream == f"customer:{customer.id}", Event.kind == CustomerMerged.kind)
        .order_by(Event.number.desc())
        .limit(1)
    )
    body = uow.session.scalars(last).first()
    return [one for one in json.loads(body or "{}").get("filled", ()) if one in TAKEN_OVER]


def hanging(uow: UnitOfWork, customer: Customer) -> dict[str, int]:
    """Return how much is recorded of a customer, by what it is: requests, sites, contracts."""
    ids = one_customer(customer.id)
    counted = {
        name: uow.session.scalar(select(func.count()).select_from(model).where(mine)) or 0
        for name, (model, mine) in _owned(ids).items()
    }
    return {name: number for name, number in counted.items() if number}


def _locked(uow: UnitOfWork, keys: set[UUID]) -> dict[UUID, Customer]:
    return {row.id: row for row in locks.by_id(uow, Customer, keys)}


def _family(uow: UnitOfWork, survivor_id: UUID) -> list[Customer]:
    rows = select(Customer).where(Customer.id.in_(one_customer(survivor_id))).order_by(Customer.id)
    return list(uow.session.scalars(rows))


def _came_along(family: Sequence[Customer], customer_id: UUID) -> list[Customer]:
    """Return those who were merged into `customer_id`, and into those again."""
    direct = [row for row in family if row.merged_into_id == customer_id]
    return direct + [row for one in direct for row in _came_along(family, one.id)]


def _newer(uow: UnitOfWork, customer: Customer, stayed: Customer) -> dict[str, int]:
    owned = _owned(one_customer(stayed.id))
    counted = {
        name: uow.session.scalar(
            select(func.count()).select_from(model).where(mine, model.created_at > customer.merged_at)
        )
        for name, (model, mine) in owned.items()
    }
    return {name: number for name, number in counted.items() if number}


def _owned(ids: Select[UUID]) -> dict[str, tuple[Any, ColumnElement[bool]]]:
    sites = select(Site.id).where(Site.customer_id.in_(ids))
    owned: dict[str, tuple[Any, ColumnElement[bool]]] = {
        Phrase("sites"): (Site, Site.customer_id.in_(ids)),
        Phrase("machines"): (Asset, Asset.site_id.in_(sites)),
        Phrase("contracts"): (Contract, Contract.customer_id.in_(ids)),
        Phrase("named engineers"): (NamedEngineer, named_of(ids)),
    }
    for name, model, mine in HANGS_ON_CUSTOMERS:
        owned[name] = (model, mine(ids))
    return owned


def _plan_anew(uow: UnitOfWork, ids: Select[UUID]) -> None:
    """Who is named for either holds for both: have planned anew where somebody is."""
    if uow.session.scalars(select(NamedEngineer.id).where(named_of(ids)).limit(1)).first() is None:
        return
    places = select(Site.territory_id).where(Site.customer_id.in_(ids), Site.territory_id.is_not(None))
    for key in sorted({key for key in uow.session.scalars(places) if key is not None}):
        request_replan(uow, key, "customers merged")


def _where_to(customer: Customer) -> dict[str, str]:
    return {"merged_into_id": str(customer.merged_into_id)}


def _note(uow: UnitOfWork, customer: Customer, event: DomainEvent) -> None:
    ledger.record(uow, f"customer:{customer.id}", event)
