"""Customers who are likely one: found by number and name, judged by `dispatch.doubles`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from app.models import Customer, PhoneKey, Site, Territory
from app.queries.customers import one_customer, survivor
from app.runtime import UnitOfWork
from app.runtime.telephone import key_of, read_phone_numbers
from dispatch.doubles import Known, Likeness, Point, address_key, likeness, name_key

MOST_SHOWN, MOST_LOOKED_AT = 10, 50


@dataclass(frozen=True, slots=True)
class Double:
    """A customer who is likely the same, and why."""

    id: UUID
    name: str
    phone: str | None
    why: Likeness


def doubles_of(uow: UnitOfWork, customer: Customer) -> list[Double]:
    """Return who is likely the same as a customer on record; what was merged already is not."""
    own = [uow.get(Customer, key) for key in uow.session.scalars(one_customer(customer.id))]
    return _doubles(uow, [_known(uow, row) for row in own], {row.id for row in own})


def doubles_of_new(
    uow: UnitOfWork, name: str, phone: str = "", address: str = "", point: Point | None = None
) -> list[Double]:
    """Return who is likely the same as somebody about to be recorded."""
    region = uow.settings.default_region
    # Said without its area code, it may be a number of any place that the installation serves.
    readings = [read_phone_numbers(phone, region, code) for code in ("", *_area_codes(uow))]
    numbers = [number for read in readings for number in read]
    known = Known(
        name_key(name),
        frozenset(key_of(number) for number in numbers),
        [point] if point else [],
        frozenset({address_key(address)} - {""}),
    )
    return _doubles(uow, [known], set())


def _area_codes(uow: UnitOfWork) -> Sequence[str]:
    known = select(Territory.area_code).where(Territory.active, Territory.area_code != "").distinct()
    return uow.session.scalars(known.order_by(Territory.area_code)).all()


def _doubles(uow: UnitOfWork, known: Sequence[Known], own: set[UUID]) -> list[Double]:
    found: dict[UUID, Double] = {}
    for row in _candidates(uow, known, own):
        other = _known(uow, row)
        why = next((like for one in known if (like := likeness(one, other))), None)
        stayed = survivor(uow, row)
        if why is not None and stayed.id not in own:
            found.setdefault(stayed.id, Double(stayed.id, stayed.name, stayed.phone, why))
    return list(found.values())[:MOST_SHOWN]


def _candidates(uow: UnitOfWork, known: Iterable[Known], own: set[UUID]) -> Sequence[Customer]:
    digits = {key for one in known for key in one.numbers}
    names = {one.name for one in known} - {""}
    by_number = select(PhoneKey.owner_id).where(PhoneKey.owner == "customer", PhoneKey.digits.in_(digits))
    return uow.session.scalars(
        select(Customer)
        .where(
            Customer.id.not_in(own),
            Customer.active.is_(True),
            or_(Customer.id.in_(by_number), Customer.name_key.in_(names)),
        )
        .order_by(Customer.created_at, Customer.id)
        .limit(MOST_LOOKED_AT)
    ).all()


def _known(uow: UnitOfWork, customer: Customer) -> Known:
    sites = uow.session.execute(
        select(Site.lat, Site.lon, Site.address).where(Site.customer_id == customer.id, Site.active.is_(True))
    ).all()
    keys = select(PhoneKey.digits).where(PhoneKey.owner == "customer", PhoneKey.owner_id == customer.id)
    return Known(
        customer.name_key or name_key(customer.name),
        frozenset(uow.session.scalars(keys)),
        [(lat, lon) for lat, lon, _ in sites],
        frozenset({address_key(address) for *_, address in sites} - {""}),
    )
