"""Customers who are likely one: found by number, name and place, judged by `app.registers.rules.doubles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel import UnitOfWork
from app.kernel.dialled import MOST_DIGITS
from app.kernel.telephone import NumberRead, from_json, key_of, read_phone_numbers
from app.registers.reads.customers import one_customer, survivor
from app.registers.rules.doubles import (
    FEWEST_DIGITS,
    LONGEST_LOCAL,
    NEAR_M,
    PERHAPS,
    Known,
    Likeness,
    Point,
    address_key,
    likeness,
    name_key,
    rank,
)
from app.registers.tables import Customer, PhoneKey, Site, Territory

MOST_SHOWN, MOST_LOOKED_AT, MOST_POINTS = 10, 50, 20

METRES_OF_A_DEGREE = 111_000
NARROWEST = 0.01
"""The cosine beyond which there are no cities."""


@dataclass(frozen=True, slots=True)
class Double:
    """A customer who is likely the same, and why."""

    id: UUID
    name: str
    phone: str | None
    why: Likeness
    external_id: str | None = None

    @property
    def perhaps(self) -> bool:
        """Whether it may as well be somebody else."""
        return self.why in PERHAPS


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
        _extensions(numbers),
    )
    return _doubles(uow, [known], set())


def _area_codes(uow: UnitOfWork) -> Sequence[str]:
    known = select(Territory.area_code).where(Territory.active, Territory.area_code != "").distinct()
    return uow.session.scalars(known.order_by(Territory.area_code)).all()


def _doubles(uow: UnitOfWork, known: Sequence[Known], own: set[UUID]) -> list[Double]:
    """The surest first."""
    found: dict[UUID, Double] = {}
    for row in _candidates(uow, known, own):
        other = _known(uow, row)
        reasons = [why for one in known if (why := likeness(one, other))]
        stayed = survivor(uow, row)
        if not reasons or stayed.id in own or not stayed.active:
            continue
        double = Double(stayed.id, stayed.name, stayed.phone, min(reasons, key=rank), stayed.external_id)
        before = found.get(stayed.id)
        if before is None or rank(double.why) < rank(before.why):
            found[stayed.id] = double
    return sorted(found.values(), key=lambda one: rank(one.why))[:MOST_SHOWN]


def _candidates(uow: UnitOfWork, known: Iterable[Known], own: set[UUID]) -> list[Customer]:
    """Who shares a number, a name, an address or a place: by each a lookup in an index."""
    found: dict[UUID, Customer] = {}
    for clause in _clauses(list(known)):
        rows = uow.session.scalars(
            select(Customer)
            .where(Customer.id.not_in(own), Customer.active.is_(True), clause)
            .order_by(Customer.created_at, Customer.id)
            .limit(MOST_LOOKED_AT)
        )
        found |= {row.id: row for row in rows}
    return list(found.values())


def _clauses(known: Sequence[Known]) -> Iterator[ColumnElement[bool]]:
    digits = {key for one in known for key in one.numbers if len(key) >= FEWEST_DIGITS}
    if digits:
        yield Customer.id.in_(select(PhoneKey.owner_id).where(PhoneKey.owner == "customer", _same(digits)))
    if names := {one.name for one in known} - {""}:
        yield Customer.name_key.in_(names)
    if addresses := {address for one in known for address in one.addresses}:
        yield _at_site(Site.address_key.in_(addresses))
    if points := {point for one in known for point in one.points}:
        yield _at_site(or_(*(_around(point) for point in sorted(points)[:MOST_POINTS])))


def _same(digits: set[str]) -> ColumnElement[bool]:
    """The same numbers, with or without their area code."""
    short = {key[:n] for key in digits for n in range(FEWEST_DIGITS, LONGEST_LOCAL + 1) if n < len(key)}
    local = sorted(key for key in digits if len(key) <= LONGEST_LOCAL)
    whole = [PhoneKey.digits.between(key, key.ljust(MOST_DIGITS, "9")) for key in local]
    return or_(PhoneKey.digits.in_(digits | short), *whole)


def _at_site(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    return Customer.id.in_(select(Site.customer_id).where(Site.active.is_(True), clause))


def _around(point: Point) -> ColumnElement[bool]:
    """A box about the point that holds all within `NEAR_M`."""
    lat, lon = point
    high = NEAR_M / METRES_OF_A_DEGREE
    wide = high / max(cos(radians(lat)), NARROWEST)
    return and_(Site.lat.between(lat - high, lat + high), Site.lon.between(lon - wide, lon + wide))


def _known(uow: UnitOfWork, customer: Customer) -> Known:
    sites = uow.session.execute(
        select(Site.lat, Site.lon, Site.address).where(Site.customer_id == customer.id, Site.active.is_(True))
    ).all()
    keys = select(PhoneKey.digits).where(PhoneKey.owner == "customer", PhoneKey.owner_id == customer.id)
    return Known(
        customer.name_key or name_key(customer.name),
        frozenset(uow.session.scalars(keys)),
        [(lat, lon) for lat, lon, _ in sites if lat is not None and lon is not None],
        frozenset({address_key(address) for *_, address in sites} - {""}),
        _extensions(from_json(customer.phone_numbers or ())),
    )


def _extensions(numbers: Iterable[NumberRead]) -> frozenset[tuple[str, str]]:
    return frozenset((key_of(one), one.extension) for one in numbers if one.extension)
