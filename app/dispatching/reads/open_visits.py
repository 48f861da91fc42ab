"""A territory's open visits with what their requests ask for, as plain values.

A plan reads hundreds of them each time it is made; whole entities would take ten times as long.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select

from app.calendar.rules.due_times import opens_at
from app.kernel import UnitOfWork
from app.registers.tables import Customer
from app.requests.reads.part_returns import held_back
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.rules.returns import HELD_BACK, NO_PROMISE, awaited_again, return_clock
from app.requests.tables import ServiceRequest, Visit
from dispatch.travel import Point


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """One visit that is not over; from `request_id` on it tells of the request it is for."""

    id: UUID
    version: int
    state: str
    engineer_id: UUID | None
    pinned_engineer_id: UUID | None
    sequence: int | None
    eta_at: datetime | None
    not_before_at: datetime | None
    accepted_at: datetime | None
    departed_at: datetime | None
    created_at: datetime
    unassigned_reasons: list[Any] | None
    request_id: UUID
    linked_to_id: UUID | None
    lat: float
    lon: float
    skill_code: str
    min_stars: int
    requested_at: datetime
    due_at: datetime
    expected_s: int
    priority: int
    promise_s: int
    ordinal: int
    arrived_at: datetime | None
    held_back: bool
    customer_id: UUID | None = None
    site_id: UUID | None = None
    asset_id: UUID | None = None
    fault_code: str = ""

    def kept_back(self, now: datetime) -> Self:
        """Return one that waits for a part, until somebody says when, as one that is far off."""
        return replace(self, not_before_at=now + HELD_BACK) if self.held_back else self

    def as_it_is_owed(self) -> Self:
        """Return a return visit whose promise is settled with its own clock, and no weight of a promise."""
        if not awaited_again(self.ordinal, self.arrived_at):
            return self
        clock = return_clock(self.created_at, self.not_before_at, self.promise_s)
        return replace(self, due_at=clock.due_at, priority=NO_PROMISE)

    @property
    def point(self) -> Point:
        """Where it is."""
        return self.lat, self.lon

    @property
    def waits_since(self) -> datetime:
        """When the wait began: what was promised for later, by opening or appointment, is no wait."""
        own_hour = self.not_before_at or self.requested_at
        return max(self.requested_at, own_hour, self.due_at - timedelta(seconds=self.promise_s))

    def opens_at(self, now: datetime) -> datetime | None:
        """Before when nobody shall arrive; None where that is past."""
        return opens_at(self.due_at, self.promise_s, self.not_before_at, now)


def open_visits(uow: UnitOfWork, territory_id: UUID) -> list[OpenVisit]:
    """Read them, in order of id; those of which nobody knows where they are cannot be planned."""
    found = uow.session.execute(
        select(
            Visit.id,
            Visit.version,
            Visit.state,
            Visit.engineer_id,
            Visit.pinned_engineer_id,
            Visit.sequence,
            Visit.eta_at,
            Visit.not_before_at,
            Visit.accepted_at,
            Visit.departed_at,
            Visit.created_at,
            Visit.unassigned_reasons,
            ServiceRequest.id,
            ServiceRequest.linked_to_id,
            ServiceRequest.lat,
            ServiceRequest.lon,
            ServiceRequest.skill_code,
            ServiceRequest.min_stars,
            ServiceRequest.requested_at,
            ServiceRequest.due_at,
            ServiceRequest.expected_s,
            ServiceRequest.priority,
            ServiceRequest.promise_s,
            Visit.ordinal,
            ServiceRequest.on_site_at,
            held_back(),
            func.coalesce(Customer.survivor_id, Customer.id),
            ServiceRequest.site_id,
            ServiceRequest.asset_id,
            ServiceRequest.fault_code,
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .where(
            Visit.territory_id == territory_id,
            Visit.state.in_(OPEN_VISIT_STATES),
            ServiceRequest.lat.is_not(None),
            ServiceRequest.lon.is_not(None),
        )
        .order_by(Visit.id)
    )
    return [OpenVisit(*tuple(row)).kept_back(uow.now).as_it_is_owed() for row in found]
