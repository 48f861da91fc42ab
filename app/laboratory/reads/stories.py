"""Requests with the visits that reached the customer."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.learned import star_factors
from app.kernel import UnitOfWork
from app.registers.reads.stars_held import held_at
from app.registers.tables import Engineer, Territory
from app.requests.tables import ServiceRequest, Visit
from dispatch.model.stars import SERVICE_FACTOR


@dataclass(frozen=True, slots=True)
class Story:
    """A request with the visits that reached the customer, oldest first, each with who made it.

    `stars` are by visit those that he held then.
    """

    request: ServiceRequest
    visits: Sequence[tuple[Visit, Engineer]]
    stars: Mapping[UUID, int]
    service_factor: Mapping[int, float] = field(default_factory=lambda: SERVICE_FACTOR)

    @property
    def promise_s(self) -> int:
        """What was promised, in seconds from the request; more than the contract's outside its hours."""
        return math.floor((self.request.due_at - self.request.requested_at).total_seconds())

    @property
    def service_s(self) -> int:
        """Seconds that the work took, as an engineer at factor 1 would have needed; expected if none ended.

        The work of return visits is added: somebody has to do it.
        """
        done = [
            (visit.completed_at - visit.on_site_at).total_seconds()
            / self.service_factor.get(self.stars[visit.id], 1.0)
            for visit, _ in self.visits
            if visit.completed_at is not None and visit.on_site_at is not None
        ]
        return max(0, round(sum(done))) if done else self.request.expected_s


def stories(uow: UnitOfWork, territory: Territory, begin: datetime, end: datetime) -> list[Story]:
    """The requests made in [begin, end), oldest first, with the visits that reached the customer."""
    rows = uow.session.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.territory_id == territory.id,
            ServiceRequest.requested_at >= begin,
            ServiceRequest.requested_at < end,
        )
        .order_by(ServiceRequest.requested_at, ServiceRequest.code)
    ).all()
    visits: dict[UUID, list[tuple[Visit, Engineer]]] = defaultdict(list)
    made = uow.session.execute(
        select(Visit, Engineer, held_at(Engineer.id, Visit.on_site_at, Engineer.stars))
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.on_site_at.is_not(None),
            ServiceRequest.territory_id == territory.id,
            ServiceRequest.requested_at >= begin,
            ServiceRequest.requested_at < end,
        )
        .order_by(Visit.ordinal)
    )
    stars: dict[UUID, int] = {}
    for visit, engineer, held in made:
        visits[visit.request_id].append((visit, engineer))
        stars[visit.id] = held
    factor = star_factors(uow).by_stars
    return [Story(request, visits[request.id], stars, factor) for request in rows]
