"""What visits took, in work, driving and parts: of a scorecard's months, and of single visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision
from sqlalchemy import case, func, select

from app.kernel import UnitOfWork
from app.kernel.keyset import KeyedPage
from app.kernel.sql_times import seconds_between
from app.registers.tables import Engineer, FaultType, Territory
from app.requests.tables import ServiceRequest, Visit
from app.scorecards.reads.cards import is_added_up, within
from app.scorecards.reads.subjects import Clause, ScorecardSubject, contributions_of
from app.scorecards.reads.turning import Row, newest_first, of_months, turned
from app.scorecards.rules.costs import CostRates, Effort, VisitCost, cost_of, together
from app.scorecards.rules.figures import MonthSpan
from app.scorecards.tables import EffortSum
from app.settings import Settings
from app.stars.tables import StarContribution
from app.visits.tables import PartUsed

EffortByMonth = Mapping[str, Effort]
_NOTHING = Effort(0, 0, 0, 0)
_GROUPS = {
    "territory": StarContribution.territory_id,
    "fault": StarContribution.fault_code,
    "model": StarContribution.model,
}


@dataclass(frozen=True, slots=True)
class CostOfVisit:
    """One visit and what it cost."""

    visit_id: UUID
    request_id: UUID
    code: str
    requested_at: datetime
    zone: str
    engineer_id: UUID
    engineer: str
    fault_en: str
    fault_zh: str
    effort: Effort
    cost: VisitCost


def cost_rates(settings: Settings) -> CostRates:
    """Return the installation's rates, in the currency's smallest unit."""
    unit: int = 10 ** get_currency_precision(settings.currency)
    return CostRates(
        work_hour=settings.cost_work_hour * unit,
        drive_hour=settings.cost_drive_hour * unit,
        km=settings.cost_km * unit,
        visit=settings.cost_visit * unit,
        drive_kmh=settings.cost_drive_kmh,
    )


def effort_by_month(uow: UnitOfWork, found: ScorecardSubject, span: MonthSpan) -> EffortByMonth:
    """Return what the visits of each month took; of months not yet added up the visits are read."""
    if not is_added_up(uow, found):
        return _read(uow, [*contributions_of(uow, found), *within(span)], StarContribution.month)
    of, months = EffortSum, span.months
    done = set(uow.session.scalars(select(of.month).where(of.month.in_(months)).distinct()))
    rows = uow.session.scalars(
        select(of).where(of.whose == found.kind, of.key == found.key, of.month.in_(months))
    )
    told = {one.month: Effort(one.visits, one.work_s, one.drive_s, one.parts_cents) for one in rows}
    if left := [month for month in months if month not in done]:
        told |= _read(
            uow, [*contributions_of(uow, found), StarContribution.month.in_(left)], StarContribution.month
        )
    return told


def effort_over(by_month: EffortByMonth, span: MonthSpan) -> Effort:
    """Return what a span's visits took."""
    return together(by_month.get(month, _NOTHING) for month in span.months)


def month_efforts(uow: UnitOfWork, month: str) -> list[dict[str, Any]]:
    """Return the rows of `effort_sums` of a month, in a fixed order."""
    rows = []
    for whose, column in _GROUPS.items():
        found = _read(uow, [StarContribution.month == month], column)
        rows += [
            {"month": month, "whose": whose, "key": str(key), "visits": one.visits}
            | {"work_s": one.work_s, "drive_s": one.drive_s, "parts_cents": one.parts_cents}
            for key, one in found.items()
            if key != ""
        ]
    return sorted(rows, key=lambda row: (row["whose"], row["key"]))


def _read(uow: UnitOfWork, clauses: Sequence[Clause], by: Any) -> dict[Any, Effort]:
    """Add up visits by a column; each counts once, at who made it."""
    of = StarContribution
    made = (Visit.id == of.visit_id) & (Visit.engineer_id == of.engineer_id)
    sums = [func.sum(one) for one in _columns()]
    query = select(by, *sums).select_from(of).join(Visit, made).where(*clauses).group_by(by)
    fitted = (
        select(by, func.sum(PartUsed.quantity * PartUsed.unit_price_cents))
        .select_from(of)
        .join(Visit, made)
        .join(PartUsed, PartUsed.visit_id == of.visit_id)
        .where(*clauses)
        .group_by(by)
    )
    parts: dict[Any, int] = dict(uow.session.execute(fitted).all())
    return {
        key: Effort(int(came or 0), int(work_s or 0), int(drive_s or 0), int(parts.get(key) or 0))
        for key, came, work_s, drive_s in uow.session.execute(query)
    }


def _columns() -> tuple[Any, Any, Any]:
    """Return whether somebody came, and the seconds of work and driving; a closed gate ends a drive too."""
    came = case((Visit.on_site_at.is_not(None), 1), else_=0)
    drive = seconds_between(Visit.departed_at, func.coalesce(Visit.on_site_at, Visit.completed_at))
    return came, _not_below_0(seconds_between(Visit.on_site_at, Visit.completed_at)), _not_below_0(drive)


def _not_below_0(seconds: Any) -> Any:
    return case((seconds > 0, seconds), else_=0)


def costs_of_visits(
    uow: UnitOfWork,
    found: ScorecardSubject,
    span: MonthSpan,
    size: int,
    *,
    after: Row | None = None,
    before: Row | None = None,
) -> KeyedPage:
    """Return a page of the visits that the cost of a scorecard is made of, the newest first."""
    of = StarContribution
    chosen = (
        select(of.requested_at, of.visit_id, of.engineer_id, of.request_id, of.territory_id, of.fault_code)
        .join(Visit, (Visit.id == of.visit_id) & (Visit.engineer_id == of.engineer_id))
        .where(*of_months(uow, found, span), Visit.departed_at.is_not(None) | Visit.on_site_at.is_not(None))
    )
    page = turned(uow, chosen, _with_efforts, size, after=after, before=before)
    rates = cost_rates(uow.settings)
    return replace(page, rows=[_cost(row, rates) for row in page.rows])


def _cost(row: Any, rates: CostRates) -> CostOfVisit:
    visit_id, _, *named, came, work_s, drive_s, parts = row
    effort = Effort(came, work_s, drive_s, int(parts or 0))
    told: list[Any] = [visit_id, *named, effort, cost_of(effort, rates)]
    return CostOfVisit(*told)


def _with_efforts(chosen: Any) -> Any:
    of = chosen.subquery().c
    fitted = func.sum(PartUsed.quantity * PartUsed.unit_price_cents)
    parts = (
        select(fitted).where(PartUsed.visit_id == of.visit_id).correlate_except(PartUsed).scalar_subquery()
    )
    return (
        select(
            *(of.visit_id, of.engineer_id, of.request_id, ServiceRequest.code, of.requested_at),
            *(Territory.time_zone, Engineer.id, Engineer.name, FaultType.name_en, FaultType.name_zh),
            *(*_columns(), parts),
        )
        .join(ServiceRequest, ServiceRequest.id == of.request_id)
        .join(Visit, Visit.id == of.visit_id)
        .join(Territory, Territory.id == of.territory_id)
        .join(Engineer, Engineer.id == of.engineer_id)
        .join(FaultType, FaultType.code == of.fault_code)
        .order_by(*newest_first(of))
    )
