"""The figures of one scorecard, month by month, added up in the database from what visits contributed.

A month's row of an engineer or provider is the one of `star_facts`, which `app.stars.rules.figures` reckons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, case, cast, func, select

from app.kernel import UnitOfWork
from app.kernel.sql_times import seconds_between
from app.reports.reads.reports import without_compiling
from app.requests.tables import ServiceRequest
from app.scorecards.reads.rights import sees_scores
from app.scorecards.reads.subjects import Clause, ScorecardSubject, contributions_of
from app.scorecards.rules.figures import ByMonth, MonthSpan, Sums, without_few_cards
from app.stars.reads.facts import LEAST_CARDS
from app.stars.rules.figures import SummedUp
from app.stars.rules.leaving_out import HALF, MEASURED_AT_VISITS, DeclaredReason, Why
from app.stars.rules.measured import Measure
from app.stars.tables import StarContribution, StarSum
from app.teams.reads.managed import managed_engineers

BLAMED = (Why.ACCEPTANCE, Why.DEPARTURE, Why.TRAVEL, Why.OFFICE, Why.NO_ACCESS)
"""What a broken promise is put down to, in the order in which the hour passes; the office's stages as one."""

_STORED = frozenset(str(one) for one in SummedUp)
_MINUTE_S = 60
_WIDTH = 3


@dataclass(frozen=True, slots=True)
class Breach:
    """Broken promises by what used the hour up; `late_min` adds up how late, where somebody came at last."""

    why: Why
    promises: int
    late_min: float
    worst_min: float


BreachesByMonth = Mapping[tuple[str, Why], tuple[int, int, int]]
"""(month, what it is put down to) → promises, seconds late in all, and of the latest."""


def by_month(uow: UnitOfWork, found: ScorecardSubject, first: str, last: str) -> ByMonth:
    """Return what each measure adds up to in each month that has visits.

    Of places and things it is read as it was added up when the months were worked out, save for who answers
    for some of the engineers alone.  Who may not know whom a customer scored how gets no month of few cards.
    """
    told = _by_month(uow, found, first, last)
    return told if sees_scores(uow.principal) else without_few_cards(told, LEAST_CARDS)


def _by_month(uow: UnitOfWork, found: ScorecardSubject, first: str, last: str) -> ByMonth:
    if is_added_up(uow, found):
        return _stored(uow, found, first, last)
    without_compiling(uow)
    of = StarContribution
    columns = [column for measure in MEASURED_AT_VISITS for column in _sums(measure)]
    rows = uow.session.execute(
        select(of.month, func.count(), *columns)
        .where(*contributions_of(uow, found), of.month >= first, of.month <= last)
        .group_by(of.month)
    )
    return {month: _row(visits, sums) for month, visits, *sums in rows}


def is_added_up(uow: UnitOfWork, found: ScorecardSubject) -> bool:
    """Whether a scorecard is read as it was added up, not from visits."""
    return str(found.kind) in _STORED and managed_engineers(uow, uow.principal) is None


def _stored(uow: UnitOfWork, found: ScorecardSubject, first: str, last: str) -> ByMonth:
    of = StarSum
    rows = uow.session.execute(
        select(of.month, of.measure, of.cases, of.weight, of.total, of.left_out).where(
            of.whose == found.kind, of.key == found.key, of.month >= first, of.month <= last
        )
    )
    told: dict[str, dict[Measure, Sums]] = {}
    for month, measure, cases, weight, total, left_out in rows:
        told.setdefault(month, {})[Measure(measure)] = Sums(cases, weight, total, left_out)
    return told


def _sums(measure: Measure) -> tuple[Any, Any, Any]:
    value: Any = getattr(StarContribution, str(measure))
    why: Any = getattr(StarContribution, f"{measure}_why")
    weight = case((why.in_(tuple(DeclaredReason)), HALF), else_=1.0)
    scaled = func.ln(value) if measure is Measure.TIME_AGAINST_EXPECTED else value
    return func.count(value), func.sum(case((value.is_not(None), weight))), func.sum(scaled * weight)


def _row(visits: int, sums: list[Any]) -> dict[Measure, Sums]:
    found = {}
    for n, measure in enumerate(MEASURED_AT_VISITS):
        cases, weight, total = sums[_WIDTH * n : _WIDTH * (n + 1)]
        found[measure] = Sums(cases, float(weight or 0), float(total or 0), visits - cases)
    return found


def breaches_by_month(uow: UnitOfWork, found: ScorecardSubject, span: MonthSpan) -> BreachesByMonth:
    """Return the broken promises of each month by what they are put down to; each request counts once."""
    of = StarContribution
    told = (
        select(of.month, of.request_id, of.promise_own_stages_why.label("why"))
        .where(*contributions_of(uow, found), *within(span), of.promise_own_stages_why.in_(BLAMED))
        .distinct()
        .subquery()
    )
    late = seconds_between(ServiceRequest.due_at, ServiceRequest.on_site_at)
    after = case((ServiceRequest.on_site_at > ServiceRequest.due_at, cast(late, Integer)), else_=0)
    rows = uow.session.execute(
        select(told.c.month, told.c.why, func.count(), func.sum(after), func.max(after))
        .join(ServiceRequest, ServiceRequest.id == told.c.request_id)
        .group_by(told.c.month, told.c.why)
    )
    return {
        (month, Why(why)): (count, int(total or 0), int(worst or 0))
        for month, why, count, total, worst in rows
    }


def breaches(by_month: BreachesByMonth, span: MonthSpan) -> list[Breach]:
    """Return the broken promises of a span, a row for each thing that they are put down to."""
    found = []
    for why in BLAMED:
        rows = [by_month.get((month, why), (0, 0, 0)) for month in span.months]
        total, worst = sum(row[1] for row in rows), max((row[2] for row in rows), default=0)
        found.append(Breach(why, sum(row[0] for row in rows), total / _MINUTE_S, worst / _MINUTE_S))
    return found


def within(span: MonthSpan) -> list[Clause]:
    """Return the condition that a contribution is of the months of a span."""
    return [StarContribution.month >= str(span.first), StarContribution.month <= str(span.last)]
