"""Who sees requests with their visits and offers, and through them the customers and sites served."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, false, select, true

from app.kernel import Principal, Role
from app.kernel.base import Base
from app.kernel.visibility import SEES_ALL, Clause, Rule, is_own
from app.registers.reads.visibility import of_customer, own_engineers
from app.registers.tables import Customer, Site
from app.requests.tables import Enquiry, Offer, ServiceRequest, Visit


def visits(principal: Principal) -> Clause:
    """Visits: a customer's of its requests, an engineer's own, a provider's of its people."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return Visit.request_id.in_(_own_requests(principal))
        case Role.ENGINEER:
            return is_own(Visit.engineer_id, principal.engineer_id)
        case Role.PROVIDER:
            return Visit.engineer_id.in_(own_engineers(principal))
        case Role.TRACKING:
            return is_own(Visit.request_id, principal.request_id)
    return false()


def requests(principal: Principal) -> Clause:
    """Requests: a customer's own, else those with a visit that the principal may see."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return of_customer(ServiceRequest.customer_id, principal)
        case Role.ENGINEER | Role.PROVIDER:
            return ServiceRequest.id.in_(select(Visit.request_id).where(visits(principal)))
        case Role.TRACKING:
            return is_own(ServiceRequest.id, principal.request_id)
    return false()


def offers(principal: Principal) -> Clause:
    """Offers: who was asked is no business of customers."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.ENGINEER:
            return is_own(Offer.engineer_id, principal.engineer_id)
        case Role.PROVIDER:
            return Offer.engineer_id.in_(own_engineers(principal))
    return false()


def customers(principal: Principal) -> Clause:
    """Customers: itself, or those of the requests that an engineer or provider serves."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return of_customer(Customer.id, principal)
        case Role.ENGINEER | Role.PROVIDER | Role.TRACKING:
            return Customer.id.in_(select(ServiceRequest.customer_id).where(requests(principal)))
    return false()


def sites(principal: Principal) -> Clause:
    """Sites: a customer's own, or those of the requests that an engineer or provider serves."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.CUSTOMER:
            return of_customer(Site.customer_id, principal)
        case Role.ENGINEER | Role.PROVIDER | Role.TRACKING:
            return Site.id.in_(select(ServiceRequest.site_id).where(requests(principal)))
    return false()


def enquiries(principal: Principal) -> Clause:
    """Enquiries: a customer's own."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.CUSTOMER:
        return of_customer(Enquiry.customer_id, principal)
    return false()


def _own_requests(principal: Principal) -> Select[UUID]:
    return select(ServiceRequest.id).where(requests(principal))


RULES: Mapping[type[Base], Rule] = {
    Customer: customers,
    Enquiry: enquiries,
    Offer: offers,
    ServiceRequest: requests,
    Site: sites,
    Visit: visits,
}
