"""The visits behind a figure of a scorecard, and how late each came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.kernel import UnitOfWork
from app.kernel.keyset import KeyedPage
from app.registers.tables import Customer, Engineer, FaultType, Territory
from app.requests.tables import Rating, ServiceRequest
from app.scorecards.reads.cards import within
from app.scorecards.reads.rights import sees_scores
from app.scorecards.reads.subjects import ScorecardSubject, contributions_of
from app.scorecards.rules.figures import MonthSpan
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.stars.rules.measured import Measure
from app.stars.tables import StarContribution

_A_DAY = timedelta(days=1)
Row = tuple[UUID, UUID]
"""A visit and its engineer: the key of a row."""


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
    beside = before or after
    stands = _requested_at(uow, beside) if beside else None
    backwards = stands is not None and before is not None
    query = _chosen(uow, what)
    if beside and stands:
        query = query.where(*_beyond(stands, beside, newer=backwards))
    rows = uow.session.execute(_with_names(_in_order(query, backwards=backwards).limit(size + 1))).all()
    more, found = len(rows) > size, [_seen(uow, what.measure, VisitBehind(*row)) for row in rows]
    kept = found[1:] if more and backwards else found[:size]
    if not kept:
        return KeyedPage(kept)
    has_before, has_after = (more, True) if backwards else (stands is not None, more)
    return KeyedPage(kept, kept[0].row if has_before else None, kept[-1].row if has_after else None)


def _seen(uow: UnitOfWork, measure: Measure, one: VisitBehind) -> VisitBehind:
    one = replace(one, counted=one.value is not None)
    if sees_scores(uow.principal):
        return one
    value = None if measure is Measure.CUSTOMER_SCORE else one.value
    return replace(one, value=value, customer_id=None, customer=None, comment=None)


def _requested_at(uow: UnitOfWork, row: Row) -> datetime | None:
    of = StarContribution
    return uow.session.scalar(
        select(of.requested_at).where(of.visit_id == row[0], of.engineer_id == row[1]).limit(1)
    )


def _in_order(query: Any, *, backwards: bool) -> Any:
    by = (StarContribution.requested_at, StarContribution.visit_id, StarContribution.engineer_id)
    return query.order_by(*(by if backwards else (column.desc() for column in by)))


def _beyond(stands: datetime, row: Row, *, newer: bool) -> list[Any]:
    of = StarContribution
    if newer:
        at_least, further = of.requested_at >= stands, of.requested_at > stands
        keys = or_(of.visit_id > row[0], and_(of.visit_id == row[0], of.engineer_id > row[1]))
    else:
        at_least, further = of.requested_at <= stands, of.requested_at < stands
        keys = or_(of.visit_id < row[0], and_(of.visit_id == row[0], of.engineer_id < row[1]))
    return [at_least, or_(further, and_(of.requested_at == stands, keys))]


def _chosen(uow: UnitOfWork, what: BehindWhat) -> Any:
    """Select what the visits contributed, without what they are called.

    The times leave nothing out, since months differ by their zones: an index of them is walked no further.
    """
    of: Any = StarContribution
    value, reason = getattr(of, str(what.measure)), getattr(of, f"{what.measure}_why")
    begin, end = what.span.first.span("UTC")[0], what.span.last.span("UTC")[1]
    query = (
        select(of.requested_at, of.visit_id, of.engineer_id, of.request_id, of.territory_id, of.fault_code)
        .add_columns(value.label("value"), reason.label("why"))
        .where(*contributions_of(uow, what.found), *within(what.span))
        .where(of.requested_at >= begin - _A_DAY, of.requested_at < end + _A_DAY)
    )
    if what.shown in (COUNTED, LEFT_OUT):
        query = query.where(value.is_not(None) if what.shown == COUNTED else value.is_(None))
    return query.where(reason == what.why) if what.why else query


def _with_names(chosen: Any) -> Any:
    of = chosen.subquery().c
    return (
        select(
            *(of.visit_id, of.request_id, ServiceRequest.code, of.requested_at, ServiceRequest.due_at),
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
        .order_by(of.requested_at.desc(), of.visit_id.desc(), of.engineer_id.desc())
    )
