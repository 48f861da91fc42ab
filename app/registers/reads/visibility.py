"""Who sees people and what was agreed; which customers and sites are seen, the requests say."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Select, false, or_, select, true

from app.kernel import Principal, Role, visibility
from app.kernel.base import Base
from app.kernel.visibility import SEES_ALL, Clause, Ids, Rule, everything, is_own, staff_only, through
from app.registers.reads.customers import one_customer
from app.registers.tables import (
    Asset,
    CalendarDay,
    CertificateKind,
    ChargeKind,
    Contract,
    Depot,
    Engineer,
    FaultType,
    Leave,
    NamedEngineer,
    Part,
    Provider,
    Shift,
    Site,
    Skill,
    Territory,
)


def engineers(principal: Principal) -> Clause:
    """Engineers: customers meet theirs through the visit, on the card."""
    match principal.role:
        case role if role in SEES_ALL:
            return true()
        case Role.ENGINEER:
            return is_own(Engineer.id, principal.engineer_id)
        case Role.PROVIDER:
            return is_own(Engineer.provider_id, principal.provider_id)
    return false()


def shifts(principal: Principal) -> Clause:
    """Shifts of the engineers that the principal may see."""
    return through(principal, Shift.engineer_id, select(Engineer.id).where(engineers(principal)))


def leaves(principal: Principal) -> Clause:
    """Leaves of the engineers that the principal may see."""
    return through(principal, Leave.engineer_id, select(Engineer.id).where(engineers(principal)))


def providers(principal: Principal) -> Clause:
    """Providers: each itself alone."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.PROVIDER:
        return is_own(Provider.id, principal.provider_id)
    return false()


def depots(principal: Principal) -> Clause:
    """Depots: people of the field see those for everybody and those of their own company."""
    if principal.role in SEES_ALL:
        return true()
    own = select(Engineer.provider_id).where(engineers(principal), Engineer.provider_id.is_not(None))
    match principal.role:
        case Role.ENGINEER:
            return or_(Depot.provider_id.is_(None), Depot.provider_id.in_(own))
        case Role.PROVIDER:
            return or_(Depot.provider_id.is_(None), is_own(Depot.provider_id, principal.provider_id))
    return false()


def contracts(principal: Principal) -> Clause:
    """Contracts: what was agreed concerns the customer and the staff alone."""
    if principal.role in SEES_ALL:
        return true()
    if principal.role is Role.CUSTOMER:
        return of_customer(Contract.customer_id, principal)
    return false()


def assets(principal: Principal) -> Clause:
    """Machines on the sites that the principal may see."""
    return through(principal, Asset.site_id, select(Site.id).where(visibility.rows(Site, principal)))


def own_engineers(principal: Principal) -> Select[UUID]:
    """Return the ids of the engineers whom the principal may see."""
    return select(Engineer.id).where(engineers(principal))


def of_customer(column: Ids, principal: Principal) -> Clause:
    """What is a customer's, under every id that it was recorded by before doubles were merged."""
    return false() if principal.customer_id is None else column.in_(one_customer(principal.customer_id))


RULES: Mapping[type[Base], Rule] = {
    Asset: assets,
    CalendarDay: staff_only,
    CertificateKind: everything,
    ChargeKind: everything,
    Contract: contracts,
    Depot: depots,
    Engineer: engineers,
    FaultType: everything,
    Leave: leaves,
    NamedEngineer: staff_only,
    Part: everything,
    Provider: providers,
    Shift: shifts,
    Skill: everything,
    Territory: everything,
}
