"""Which rows a principal may see: the one place that says so, as WHERE clauses.

Staff see everything; a customer what is its own; an engineer the visits that are his and what hangs on
them; a provider its own people and their visits; a tracking link its one request.  What an integration
may see is limited by its scopes, at the door.  Anonymous callers see nothing.

    select(Visit).where(visibility.visits(uow.principal))
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.tables import AccessToken, User
from app.kernel import Principal, Role, UnitOfWork
from app.kernel.base import Base, WithId
from app.kernel.errors import NotFound
from app.phones.tables import PhoneEvent
from app.registers.reads.customers import one_customer
from app.registers.tables import Asset, Contract, Customer, Engineer, Provider, Shift, Site
from app.requests.tables import Enquiry, Offer, ServiceRequest, Visit

SEES_ALL = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMIN, Role.INTEGRATION, Role.SYSTEM})

Clause = ColumnElement[bool]
Row = TypeVar("Row", bound=Base)


def visits(principal: Principal) -> Clause:
    """Visits: a customer's of its requests, an engineer's own, a provider's of its people."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return Visit.request_id.in_(_own_requests(principal))
        case Role.ENGINEER:
            return _is(Visit.engineer_id, principal.engineer_id)
        case Role.PROVIDER:
            return Visit.engineer_id.in_(_own_engineers(principal))
        case Role.TRACKING:
            return _is(Visit.request_id, principal.request_id)
    return false()


def requests(principal: Principal) -> Clause:
    """Requests: a customer's own, else those with a visit that the principal may see."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return _of_customer(ServiceRequest.customer_id, principal)
        case Role.ENGINEER | Role.PROVIDER:
            return ServiceRequest.id.in_(select(Visit.request_id).where(visits(principal)))
        case Role.TRACKING:
            return _is(ServiceRequest.id, principal.request_id)
    return false()


def offers(principal: Principal) -> Clause:
    """Offers: who was asked is no business of customers."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.ENGINEER:
            return _is(Offer.engineer_id, principal.engineer_id)
        case Role.PROVIDER:
            return Offer.engineer_id.in_(_own_engineers(principal))
    return false()


def engineers(principal: Principal) -> Clause:
    """Engineers: customers meet theirs through the visit, on the card."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.ENGINEER:
            return _is(Engineer.id, principal.engineer_id)
        case Role.PROVIDER:
            return _is(Engineer.provider_id, principal.provider_id)
    return false()


def shifts(principal: Principal) -> Clause:
    """Shifts of the engineers that the principal may see."""
    return _through(principal, Shift.engineer_id, select(Engineer.id).where(engineers(principal)))


def phone_events(principal: Principal) -> Clause:
    """Messages of the engineers that the principal may see."""
    return _through(principal, PhoneEvent.engineer_id, select(Engineer.id).where(engineers(principal)))


def providers(principal: Principal) -> Clause:
    """Providers: each itself alone."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.PROVIDER:
        return _is(Provider.id, principal.provider_id)
    return false()


def customers(principal: Principal) -> Clause:
    """Customers: itself, or those of the requests that an engineer or provider serves."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return _of_customer(Customer.id, principal)
        case Role.ENGINEER | Role.PROVIDER | Role.TRACKING:
            return Customer.id.in_(select(ServiceRequest.customer_id).where(requests(principal)))
    return false()


def sites(principal: Principal) -> Clause:
    """Sites: a customer's own, or those of the requests that an engineer or provider serves."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return _of_customer(Site.customer_id, principal)
        case Role.ENGINEER | Role.PROVIDER | Role.TRACKING:
            return Site.id.in_(select(ServiceRequest.site_id).where(requests(principal)))
    return false()


def assets(principal: Principal) -> Clause:
    """Machines on the sites that the principal may see."""
    return _through(principal, Asset.site_id, select(Site.id).where(sites(principal)))


def contracts(principal: Principal) -> Clause:
    """Contracts: what was agreed concerns the customer and the staff alone."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.CUSTOMER:
        return _of_customer(Contract.customer_id, principal)
    return false()


def enquiries(principal: Principal) -> Clause:
    """Enquiries: a customer's own."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.CUSTOMER:
        return _of_customer(Enquiry.customer_id, principal)
    return false()


def users(principal: Principal) -> Clause:
    """Accounts: staff see all, anybody else the own one."""
    return true() if principal.role in SEES_ALL else _is(User.id, principal.user_id)


def tokens(principal: Principal) -> Clause:
    """Bearer tokens and page sessions are their owner's alone."""
    return and_(_is(AccessToken.user_id, principal.user_id), AccessToken.kind != "api_key")


def api_keys(principal: Principal) -> Clause:
    """API keys belong to the installation."""
    return AccessToken.kind == "api_key" if principal.role in SEES_ALL else false()


def staff_only(principal: Principal) -> Clause:
    """What belongs to the installation, such as subscriptions and their deliveries."""
    return true() if principal.role in SEES_ALL else false()


def everything(_principal: Principal) -> Clause:
    """What every signed-in caller may see, such as skills and fault types."""
    return true()


def visible(uow: UnitOfWork, kind: type[Row], key: UUID, clause: Clause) -> Row:
    """Load the row with id `key` if `clause` lets the principal see it.

    Raises:
        NotFound: there is none, or it is somebody else's; which of the two is not told.
    """
    if not issubclass(kind, WithId):
        raise TypeError(f"{kind.__name__} has no id")
    row = uow.session.scalars(select(kind).where(kind.id == key, clause)).one_or_none()
    if row is None:
        raise NotFound(kind.__name__, key)
    return row


def _own_requests(principal: Principal) -> Select[UUID]:
    return select(ServiceRequest.id).where(requests(principal))


def _own_engineers(principal: Principal) -> Select[UUID]:
    return select(Engineer.id).where(engineers(principal))


def _through(principal: Principal, column: InstrumentedAttribute[UUID], keys: Select[UUID]) -> Clause:
    return true() if principal.role in SEES_ALL else column.in_(keys)


def _of_customer(
    column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None], principal: Principal
) -> Clause:
    """What is a customer's, under every id that it was recorded by before doubles were merged."""
    return false() if principal.customer_id is None else column.in_(one_customer(principal.customer_id))


def _is(
    column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None], owner: UUID | None
) -> Clause:
    """Compare with the owner; an account that names none owns nothing, not the rows without an owner."""
    return false() if owner is None else column == owner
