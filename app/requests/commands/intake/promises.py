"""What a request is promised: the contract in force, minutes, stars, priority, and when it falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import or_, select

from app.calendar.rules.due_times import due_at
from app.calendar.rules.opening_hours import Coverage, salvaged_coverage, weekday_of
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.reads import calendars
from app.registers.reads.customers import same_customer, survivor
from app.registers.tables import Contract, Customer, FaultType, Site, Territory
from app.requests.rules.minimum import StarsBy, minimum_of

LOWEST_PRIORITY = 1

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """The promise of one request, fixed at intake."""

    contract_id: UUID | None
    promise_s: int
    due_at: datetime
    priority: int
    min_stars: int
    min_stars_by: StarsBy | None = None


def stars_of_customer(uow: UnitOfWork, customer_id: UUID | None) -> int | None:
    """Return the least stars that a customer wants for every request; None of one who is not known yet."""
    known = uow.session.get(Customer, customer_id) if customer_id else None
    return survivor(uow, known).min_stars if known else None


def contract_on(uow: UnitOfWork, customer_id: UUID | None, day: date) -> Contract | None:
    """Return the customer's contract in force on `day`; of several the one that promises most.

    A caller who is not on record yet has none.
    """
    return uow.session.scalars(
        select(Contract)
        .where(
            Contract.customer_id.in_(same_customer(customer_id)),
            Contract.starts_on <= day,
            or_(Contract.ends_on.is_(None), Contract.ends_on >= day),
        )
        .order_by(Contract.priority.desc(), Contract.promise_s, Contract.number)
        .limit(1)
    ).one_or_none()


def terms(
    uow: UnitOfWork,
    site: Site,
    territory: Territory,
    fault: FaultType,
    requested_at: datetime,
    min_stars: int | None,
) -> Terms:
    """Work out the promise of a request made at `requested_at`; `min_stars` may only raise the minimum.

    Outside coverage hours, which holidays close and make-up days open, the promise counts from the next
    opening.
    """
    tz = ZoneInfo(site.time_zone or territory.time_zone)
    contract = contract_on(uow, site.customer_id, local_date(requested_at, tz))
    promise_s = contract.promise_s if contract else territory.promise_s
    coverage = _coverage(contract)
    hours = calendars.hours_of(uow, territory, contract) if contract and coverage else weekday_of
    least = minimum_of(
        request=min_stars,
        customer=stars_of_customer(uow, site.customer_id),
        contract=contract.min_stars if contract else None,
        fault=fault.min_stars,
    )
    return Terms(
        contract_id=contract.id if contract else None,
        promise_s=promise_s,
        due_at=due_at(requested_at, promise_s, coverage, tz, hours),
        priority=contract.priority if contract else LOWEST_PRIORITY,
        min_stars=least.stars,
        min_stars_by=least.by,
    )


def _coverage(contract: Contract | None) -> Coverage | None:
    """A contract's hours; whatever a database holds, a request under it is taken."""
    if contract is None or not contract.coverage:
        return None
    coverage = salvaged_coverage(contract.coverage)
    if coverage is None:
        log.warning("coverage hours cannot be read", contract=contract.number)
    return coverage
