"""Who reports, for which site and machine: found or recorded, and checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from app.kernel import Role, UnitOfWork, locks
from app.kernel.errors import Forbidden, Invalid
from app.kernel.phrases import Phrase
from app.registers.commands import phone_numbers
from app.registers.reads.customers import survivor_id
from app.registers.tables import Asset, Customer, Site, Territory
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.commands.intake.territories import find_territory, without_point
from dispatch.travel import Point

Row = TypeVar("Row", Asset, Customer, Site)


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose problem it is, where, on which machine."""

    customer: Customer
    site: Site
    asset: Asset | None
    territory: Territory


def resolve(uow: UnitOfWork, report: Report, located: Point | None) -> Parties:
    """Find or record the parties of a report; `located` is where geocoding put a new site's address.

    A customer who was merged into another is that other one, whichever id is named.
    A machine's row stays locked, so that two reports of one machine see each other.

    Raises:
        Forbidden: a customer's account that belongs to no customer.
        Invalid: something is missing, unknown, retired, somebody else's, or outside every territory.
    """
    asset = _asset(uow, report)
    site = _known_site(uow, report, asset)
    customer = _customer(uow, report, site)
    if site is None:
        site = _record_site(uow, report, customer, located)
    elif survivor_id(uow, site.customer_id) != customer.id:
        raise Invalid({"site_id": Phrase("belongs to another customer")})
    territory = _territory(uow, site, new=report.site is not None)
    if report.customer is not None:
        phone_numbers.keep(uow, "customer", customer, report.customer.phone, territory.area_code)
    return Parties(customer, site, asset, territory)


def _asset(uow: UnitOfWork, report: Report) -> Asset | None:
    if report.asset_id is not None and report.asset_qr is not None:
        raise Invalid({"asset_qr": Phrase("cannot stand beside asset_id")})
    if report.asset_id is not None:
        return _active(uow, Asset, report.asset_id, "asset_id", lock=True)
    if report.asset_qr is None:
        return None
    found = uow.session.scalars(select(Asset.id).where(Asset.qr_code == report.asset_qr)).one_or_none()
    if found is None:
        raise Invalid({"asset_qr": Phrase("is on no machine that is known")})
    return _active(uow, Asset, found, "asset_qr", lock=True)


def _known_site(uow: UnitOfWork, report: Report, asset: Asset | None) -> Site | None:
    if report.site is not None:
        if report.site_id is not None:
            raise Invalid({"site": Phrase("cannot stand beside site_id")})
        if asset is not None:
            raise Invalid({"site": Phrase("cannot be new where the machine is known")})
        return None
    if report.site_id is None and asset is None:
        raise Invalid({"site_id": Phrase("is missing, and so are site, asset_id and asset_qr")})
    if asset is not None and report.site_id not in (None, asset.site_id):
        raise Invalid({"site_id": Phrase("is not where this machine stands")})
    key = report.site_id or (asset.site_id if asset else None)
    path = "site_id" if report.site_id else "asset_id"
    return _active(uow, Site, key, path) if key else None


def _customer(uow: UnitOfWork, report: Report, site: Site | None) -> Customer:
    """A customer's own account reports for itself alone."""
    own = uow.principal.customer_id
    if uow.principal.role is Role.CUSTOMER and own is None:
        raise Forbidden(Phrase("This account belongs to no customer."))
    if report.customer is not None:
        if report.customer_id is not None or site is not None or own is not None:
            raise Invalid({"customer": Phrase("can be new only where customer, site and machine are")})
        return _record_customer(uow, report.customer)
    key = report.customer_id or (site.customer_id if site else own)
    if key is None:
        raise Invalid({"customer_id": Phrase("is missing, and so is customer")})
    key = survivor_id(uow, key)
    if own is not None and key != own:
        raise Invalid({"customer_id" if report.customer_id else "site_id": Phrase("is not yours")})
    return _active(uow, Customer, key, "customer_id")


def _record_customer(uow: UnitOfWork, new: NewCustomer) -> Customer:
    made = Customer(
        id=uow.new_id(),
        name=new.name,
        email=new.email,
        locale=new.locale or uow.settings.default_locale,
        special_needs=new.special_needs,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(made)
    uow.session.flush()
    return made


def _record_site(uow: UnitOfWork, report: Report, customer: Customer, located: Point | None) -> Site:
    new = report.site or NewSite("")
    point = new.point or located
    made = Site(
        id=uow.new_id(),
        customer_id=customer.id,
        name=new.name,
        address=new.address,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        access_notes=new.access_notes,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(made)
    return made


def _territory(uow: UnitOfWork, site: Site, *, new: bool) -> Territory:
    known = uow.session.get(Territory, site.territory_id) if site.territory_id else None
    if known is not None and known.active:
        return known
    if site.lat is None or site.lon is None:
        # The site stays in none of its own: once its place is known, that says which.
        return without_point(uow, site.customer_id, "site.point" if new else "site_id")
    found = find_territory(uow, (site.lat, site.lon), "site.point" if new else "site_id")
    if new:
        site.territory_id = found.id
    return found


def _active(uow: UnitOfWork, kind: type[Row], key: UUID, path: str, *, lock: bool = False) -> Row:
    row = locks.row_or_none(uow, kind, key) if lock else uow.session.get(kind, key)
    if row is None or not row.active:
        raise Invalid({path: Phrase("names no %(kind)s in use", kind=Phrase(kind.__name__.lower()))})
    return row
