"""The visits behind a figure of a scorecard, and how late each came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.keyset import KeyedPage
from app.registers.tables import Customer, Engineer, FaultType, Territory
from app.requests.tables import Rating, ServiceRequest
from app.scorecards.reads.rights import sees_scores
from app.scorecards.reads.subjects import ScorecardSubject
from app.scorecards.reads.turning import Row, newest_first, of_months, turned
from app.scorecards.rules.figures import MonthSpan
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.stars.rules.measured import Measure
from app.stars.tables import StarContribution


@dataclass(frozen=True, slots=True)
class VisitBehind:
    """One visit: what it contributed (`value`, None: left out) and why; `comment` is the customer's.

    Who may not know whom a customer scored how gets no customer, no score and no comment.
    """

    visit_id: UUID
    request_id: UUID
    code: str
    requested_at: datetime
    due_at: datetime
    on_site_at: datetime | None
    zone: str
    customer_id: UUID | None
    customer: str | None
    engineer_id: UUID
    engineer: str
    fault_en: str
    fault_zh: str
    value: float | None
    why: str
    comment: str | None
    counted: bool = True

    @property
    def late_min(self) -> float | None:
        """How many minutes after the promised time somebody came; None where nobody did, or in time."""
        if self.on_site_at is None or self.on_site_at <= self.due_at:
            return None
        return (self.on_site_at - self.due_at).total_seconds() / 60

    @property
    def row(self) -> Row:
        """Its key."""
        return self.visit_id, self.engineer_id


@dataclass(frozen=True, slots=True)
class BehindWhat:
    """Which visits are asked for; `shown` keeps those that count or not, `why` those of one reason."""

    found: ScorecardSubject
    span: MonthSpan
    measure: Measure
    shown: str = ""
    why: str = ""


def visits_behind(
    uow: UnitOfWork, what: BehindWhat, size: int, *, after: Row | None = None, before: Row | None = None
) -> KeyedPage:
    """Return a page of them, the newest first: that behind a row, that before one, or the first."""
    page = turned(uow, _chosen(uow, what), _with_names, size, after=after, before=before)
    seen = [_seen(uow, what.measure, VisitBehind(row[0], *row[2:])) for row in page.rows]
    return replace(page, rows=seen)


def _seen(uow: UnitOfWork, measure: Measure, one: VisitBehind) -> VisitBehind:
    one = replace(one, counted=one.value is not None)
    if sees_scores(uow.principal):
        return one
    value = None if measure is Measure.CUSTOMER_SCORE else one.value
    return replace(one, value=value, customer_id=None, customer=None, comment=None)


def _chosen(uow: UnitOfWork, what: BehindWhat) -> Any:
    """Select what the visits contributed, without what they are called."""
    of: Any = StarContribution
    value, reason = getattr(of, str(what.measure)), getattr(of, f"{what.measure}_why")
    query = (
        select(of.requested_at, of.visit_id, of.engineer_id, of.request_id, of.territory_id, of.fault_code)
        .add_columns(value.label("value"), reason.label("why"))
        .where(*of_months(uow, what.found, what.span))
    )
    if what.shown in (COUNTED, LEFT_OUT):
        query = query.where(value.is_not(None) if what.shown == COUNTED else value.is_(None))
    return query.where(reason == what.why) if what.why else query


def _with_names(chosen: Any) -> Any:
    of = chosen.subquery().c
    return (
        select(
            *(
                of.visit_id,
                of.engineer_id,
                of.request_id,
                ServiceRequest.code,
                of.requested_at,
                ServiceRequest.due_at,
            ),
            *(ServiceRequest.on_site_at, Territory.time_zone, Customer.id, Customer.name),
            *(Engineer.id, Engineer.name, FaultType.name_en, FaultType.name_zh, of.value, of.why),
            Rating.comment,
        )
        .join(ServiceRequest, ServiceRequest.id == of.request_id)
        .join(Territory, Territory.id == of.territory_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Engineer, Engineer.id == of.engineer_id)
        .join(FaultType, FaultType.code == of.fault_code)
        .outerjoin(Rating, Rating.visit_id == of.visit_id)
        .order_by(*newest_first(of))
    )
