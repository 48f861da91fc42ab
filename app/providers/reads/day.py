"""A provider's day: the offers that wait for its people, their visits, and its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.providers.reads.suspended import suspended_now
from app.registers.tables import Engineer, FaultType, Site, Territory
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, OfferState, VisitState
from app.requests.tables import Offer, ServiceRequest, Visit
from app.stars.reads.facts import zone_of_all

MOST = 500
MOVABLE = frozenset({VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE})
"""States in which a visit can be given to somebody else, unless he is about to arrive."""


@dataclass(frozen=True, slots=True)
class VisitOfDay:
    """An open visit of one of its people, with what the work needs; `offer_*` while he is asked."""

    visit_id: UUID
    version: int
    state: str
    request_id: UUID
    request_code: str
    site: str
    address: str
    fault_en: str
    fault_zh: str
    time_zone: str
    due_at: datetime
    eta_at: datetime | None
    engineer_id: UUID
    engineer_name: str
    territory_id: UUID
    is_pinned: bool
    offer_id: UUID | None
    offer_until: datetime | None

    @property
    def is_movable(self) -> bool:
        """Whether it can be given to another."""
        return self.state in MOVABLE


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """Who is of the provider and what they have to do; `suspended` with the last day, None without an end."""

    visits: Sequence[VisitOfDay]
    people: Sequence[Engineer]
    is_suspended: bool
    suspended_until: date | None

    @property
    def offered(self) -> Sequence[VisitOfDay]:
        """Those that wait for an answer, the first to lapse first."""
        found = [one for one in self.visits if one.offer_id is not None]
        return sorted(found, key=lambda one: (one.offer_until or one.due_at, one.request_code))

    def others(self, one: VisitOfDay) -> Sequence[Engineer]:
        """Return to whom a visit could be given."""
        return [
            person
            for person in self.people
            if person.id != one.engineer_id and person.territory_id == one.territory_id
        ]


def provider_day(uow: UnitOfWork) -> ProviderDay:
    """Return the day of the provider that the caller is of."""
    people = uow.session.scalars(
        select(Engineer)
        .where(visibility.rows(Engineer, uow.principal), Engineer.active)
        .order_by(Engineer.number)
    ).all()
    own, today = uow.principal.provider_id, local_date(uow.now, zone_of_all(uow))
    halted: Mapping[UUID, date | None] = suspended_now(uow, [own], today) if own else {}
    return ProviderDay(_visits(uow), people, own in halted, halted.get(own) if own is not None else None)


def _visits(uow: UnitOfWork) -> list[VisitOfDay]:
    pending = (Offer.visit_id == Visit.id) & (Offer.state == OfferState.PENDING)
    rows = uow.session.execute(
        select(Visit, ServiceRequest, Engineer, Site, FaultType, Territory.time_zone, Offer)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(FaultType, FaultType.code == ServiceRequest.fault_code)
        .join(Territory, Territory.id == Visit.territory_id)
        .outerjoin(Offer, pending)
        .where(visibility.rows(Visit, uow.principal), Visit.state.in_(LIVE_VISIT_STATES))
        .order_by(ServiceRequest.due_at, Visit.id)
        .limit(MOST)
    )
    found: list[Any] = list(rows)
    return [
        VisitOfDay(
            visit_id=visit.id,
            version=visit.version,
            state=visit.state,
            request_id=request.id,
            request_code=request.code,
            site=site.name,
            address=site.address,
            fault_en=fault.name_en,
            fault_zh=fault.name_zh,
            time_zone=site.time_zone or zone,
            due_at=request.due_at,
            eta_at=visit.eta_at,
            engineer_id=engineer.id,
            engineer_name=engineer.name,
            territory_id=engineer.territory_id,
            is_pinned=visit.pinned_engineer_id == engineer.id,
            offer_id=None if offer is None else offer.id,
            offer_until=None if offer is None else offer.expires_at,
        )
        for visit, request, engineer, site, fault, zone, offer in found
    ]
