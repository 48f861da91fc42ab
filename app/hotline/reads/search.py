"""Who is on the line: customers, places and machines by whatever the caller says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from app.kernel import UnitOfWork, visibility
from app.registers.reads.customers import survivor
from app.registers.reads.phone_numbers import has_number
from app.registers.reads.registry import REGISTERS, listing
from app.registers.tables import Asset, Customer, Site

MOST = 6
FEWEST_LETTERS, FEWEST_DIGITS = 2, 4
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
    """Return whoever is meant, surest first: by number, by name, by place, by machine."""
    text = " ".join(said.split())
    digits = re.sub(r"\D", "", text)
    if len(text) < FEWEST_LETTERS:
        return []
    found: dict[tuple[UUID, str], Found] = {}
    if len(digits) >= FEWEST_DIGITS:
        _add(uow, found, _by_number(uow, text))
    if not (found and _NUMBERLIKE.fullmatch(text)):
        _add(uow, found, _by_machine(uow, text))
        _add(uow, found, _by_name(uow, text))
        _add(uow, found, _by_place(uow, text))
    return list(found.values())


def _add(uow: UnitOfWork, found: dict[tuple[UUID, str], Found], more: Iterator[Found]) -> None:
    for one in more:
        stayed = survivor(uow, one.customer)
        known = any(key == stayed.id for key, _ in found)
        says_more = bool(one.about) and one.name != stayed.name
        if stayed.active and (says_more or not known):
            found[stayed.id, one.about] = Found(stayed, one.about, one.name, one.detail)


def _by_number(uow: UnitOfWork, text: str) -> Iterator[Found]:
    clause = has_number("customer", Customer.id, text)
    if clause is not None:
        rows = select(Customer).where(clause, visibility.rows(Customer, uow.principal))
        for row in uow.session.scalars(rows.order_by(Customer.name, Customer.id).limit(MOST)):
            yield Found(row)


def _by_name(uow: UnitOfWork, text: str) -> Iterator[Found]:
    rows = listing(uow.principal, REGISTERS["customer"], {"q": text, "active": True})
    for row in uow.session.scalars(rows.limit(MOST)):
        yield Found(row)


def _by_place(uow: UnitOfWork, text: str) -> Iterator[Found]:
    rows = listing(uow.principal, REGISTERS["site"], {"q": text, "active": True})
    for site in uow.session.scalars(rows.limit(MOST)):
        yield Found(uow.get(Customer, site.customer_id), f"site:{site.id}", site.name, site.address)


def _by_machine(uow: UnitOfWork, text: str) -> Iterator[Found]:
    """A serial number is read out with pauses, and its dashes are not."""
    plain = _BETWEEN.sub("", text)
    serial: ColumnElement[str] = func.trim(Asset.serial_number)
    for sign in (" ", "-", ".", "_", "/"):
        serial = func.replace(serial, sign, "")
    rows = (
        select(Asset, Site)
        .join(Site, Site.id == Asset.site_id)
        .where(
            Asset.active.is_(True),
            visibility.rows(Asset, uow.principal),
            or_(serial.icontains(plain, autoescape=True), Asset.qr_code == text),
        )
        .order_by(Asset.serial_number, Asset.id)
        .limit(MOST)
    )
    for asset, site in uow.session.execute(rows).all():
        name = f"{asset.model} · {asset.serial_number}"
        yield Found(uow.get(Customer, site.customer_id), f"asset:{asset.id}", name, site.name)
