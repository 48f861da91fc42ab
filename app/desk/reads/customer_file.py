"""The customer's file: sites, machines with their warranty, contracts, history and open work in one read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.promise.reads.requests import ENDED_STATES
from app.registers.reads.customers import one_customer, survivor, zone_of_customer
from app.registers.tables import Asset, Contract, Customer, Site, Territory
from app.requests.reads.outcomes import outcome_of, told_kept
from app.requests.rules.promise import Outcome
from app.requests.tables import Enquiry, ServiceRequest

MAX_HISTORY, MAX_ANSWERED = 100, 20


@dataclass(frozen=True, slots=True)
class AssetInFile:
    """A machine; `in_warranty` is None where no end is known."""

    asset: Asset
    in_warranty: bool | None
    requests: int


@dataclass(frozen=True, slots=True)
class SiteInFile:
    """A place with its machines."""

    site: Site
    assets: list[AssetInFile]


@dataclass(frozen=True, slots=True)
class ContractInFile:
    """An agreement, and whether it is in force today."""

    contract: Contract
    in_force: bool


@dataclass(frozen=True, slots=True)
class RequestInFile:
    """A request, and what became of its promise."""

    request: ServiceRequest
    outcome: Outcome

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None where it is neither kept nor broken."""
        return told_kept(self.outcome)


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """All there is to know before answering the telephone; requests newest first.

    `merged` are the doubles that were merged into the customer.
    """

    customer: Customer
    sites: list[SiteInFile]
    contracts: list[ContractInFile]
    open_requests: list[RequestInFile]
    history: list[RequestInFile]
    enquiries: list[Enquiry]
    answered_enquiries: list[Enquiry]
    merged: list[Customer]


def customer_file(uow: UnitOfWork, customer_id: UUID) -> CustomerFile:
    """Return the file, with the last hundred requests that have ended and the enquiries.

    The file of a customer who was merged is that of the one who stayed, and holds what either has.

    Raises:
        NotFound: there is no such customer, or it is somebody else.
    """
    named = visibility.visible(uow, Customer, customer_id)
    customer = survivor(uow, named)
    ids = one_customer(customer.id)
    mine = select(ServiceRequest).where(ServiceRequest.customer_id.in_(ids))
    newest = mine.order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc())
    ended = ServiceRequest.state.in_(ENDED_STATES)
    asked = select(Enquiry).where(Enquiry.customer_id.in_(ids)).order_by(Enquiry.answer_due_at)
    return CustomerFile(
        customer=customer,
        sites=_sites(uow, ids),
        contracts=_contracts(uow, ids, zone_of_customer(uow, customer.id)),
        open_requests=_requests(uow, newest.where(~ended)),
        history=_requests(uow, newest.where(ended).limit(MAX_HISTORY)),
        enquiries=list(uow.session.scalars(asked.where(Enquiry.answered_at.is_(None)))),
        answered_enquiries=list(
            uow.session.scalars(
                select(Enquiry)
                .where(Enquiry.customer_id.in_(ids), Enquiry.answered_at.is_not(None))
                .order_by(Enquiry.answered_at.desc())
                .limit(MAX_ANSWERED)
            )
        ),
        merged=_merged(uow, customer),
    )


def _requests(uow: UnitOfWork, wanted: Select[ServiceRequest]) -> list[RequestInFile]:
    return [RequestInFile(row, outcome_of(row, uow.now)) for row in uow.session.scalars(wanted)]


def _sites(uow: UnitOfWork, ids: Select[UUID]) -> list[SiteInFile]:
    zones = dict(uow.session.execute(select(Territory.id, Territory.time_zone)).all())
    sites = uow.session.scalars(select(Site).where(Site.customer_id.in_(ids)).order_by(Site.name)).all()
    reported: dict[UUID, int] = defaultdict(int)
    about = select(ServiceRequest.asset_id).where(ServiceRequest.customer_id.in_(ids))
    for asset_id in uow.session.scalars(about):
        if asset_id is not None:
            reported[asset_id] += 1
    machines: dict[UUID, list[Asset]] = defaultdict(list)
    standing = select(Asset).join(Site, Site.id == Asset.site_id).where(Site.customer_id.in_(ids))
    for asset in uow.session.scalars(standing.order_by(Asset.model, Asset.serial_number)):
        machines[asset.site_id].append(asset)
    own = zone_of_customer(uow, None)
    found = []
    for site in sites:
        zone = site.time_zone or (zones.get(site.territory_id) if site.territory_id else None)
        today = local_date(uow.now, zone or own)
        assets = [AssetInFile(one, _covered(one, today), reported[one.id]) for one in machines[site.id]]
        found.append(SiteInFile(site, assets))
    return found


def _covered(asset: Asset, today: date) -> bool | None:
    return None if asset.warranty_ends_on is None else asset.warranty_ends_on >= today


def _contracts(uow: UnitOfWork, ids: Select[UUID], zone: str) -> list[ContractInFile]:
    today = local_date(uow.now, zone)
    rows = uow.session.scalars(
        select(Contract).where(Contract.customer_id.in_(ids)).order_by(Contract.starts_on.desc())
    )
    return [
        ContractInFile(row, row.starts_on <= today and (row.ends_on is None or today <= row.ends_on))
        for row in rows
    ]


def _merged(uow: UnitOfWork, customer: Customer) -> list[Customer]:
    rows = select(Customer).where(Customer.survivor_id == customer.id).order_by(Customer.merged_at)
    return list(uow.session.scalars(rows))
