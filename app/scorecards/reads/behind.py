"""The visits behind a figure of a scorecard, and how late each came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.paging import Page, counted
from app.registers.tables import Customer, Engineer, FaultType, Territory
from app.requests.tables import Rating, ServiceRequest
from app.scorecards.reads.cards import within
from app.scorecards.reads.subjects import ScorecardSubject, contributions_of
from app.scorecards.rules.figures import MonthSpan
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.stars.rules.measured import Measure
from app.stars.tables import StarContribution


@dataclass(frozen=True, slots=True)
class VisitBehind:
    """One visit: what it contributed (`value`, None: left out) and why; `comment` is the customer's."""

    request_id: UUID
    code: str
    requested_at: datetime
    due_at: datetime
    on_site_at: datetime | None
    zone: str
    customer_id: UUID
    customer: str
    engineer_id: UUID
    engineer: str
    fault_en: str
    fault_zh: str
    value: float | None
    why: str
    comment: str | None

    @property
    def late_min(self) -> float | None:
        """How many minutes after the promised time somebody came; None where nobody did, or in time."""
        if self.on_site_at is None or self.on_site_at <= self.due_at:
            return None
        return (self.on_site_at - self.due_at).total_seconds() / 60


def visits_behind(
    uow: UnitOfWork,
    found: ScorecardSubject,
    span: MonthSpan,
    measure: Measure,
    shown: str,
    why: str,
    number: int,
    size: int,
) -> Page:
    """Return a page of them, the newest first; `shown` keeps those that count or not, `why` a reason."""
    of: Any = StarContribution
    value, reason = getattr(of, str(measure)), getattr(of, f"{measure}_why")
    query = (
        select(
            *(of.request_id, ServiceRequest.code, of.requested_at, ServiceRequest.due_at),
            *(ServiceRequest.on_site_at, Territory.time_zone, Customer.id, Customer.name),
            *(
                Engineer.id,
                Engineer.name,
                FaultType.name_en,
                FaultType.name_zh,
                value,
                reason,
                Rating.comment,
            ),
        )
        .join(ServiceRequest, ServiceRequest.id == of.request_id)
        .join(Territory, Territory.id == of.territory_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Engineer, Engineer.id == of.engineer_id)
        .join(FaultType, FaultType.code == of.fault_code)
        .outerjoin(Rating, Rating.visit_id == of.visit_id)
        .where(*contributions_of(uow, found), *within(span))
        .order_by(of.requested_at.desc(), of.visit_id, of.engineer_id)
    )
    if shown in (COUNTED, LEFT_OUT):
        query = query.where(value.is_not(None) if shown == COUNTED else value.is_(None))
    if why:
        query = query.where(reason == why)
    total = counted(uow, query)
    page = min(max(number, 1), max(1, -(-total // size)))
    rows = uow.session.execute(query.offset(size * (page - 1)).limit(size))
    return Page([VisitBehind(*row) for row in rows], page, size, total)
