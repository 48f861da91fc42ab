"""What everybody comes to over some months: worked out of the contributions, and read as it was stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.stars.rules.comparing import Standing, Work, compare
from app.stars.rules.contributions import weight_of
from app.stars.rules.figures import Subject, as_told, on_its_scale
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.mixed_model import Family
from app.stars.rules.months import Month, months_between, read_month
from app.stars.tables import StarContribution, StarStanding

NUMBERS = frozenset({Measure.TIME_AGAINST_EXPECTED, Measure.CUSTOMER_SCORE})
"""Measures of numbers; all others are shares."""

_OWN_STAFF = UUID(int=0)
"""Stands for the company's own people where providers are compared."""
_AT_ONCE = 5000
_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True, order=True, slots=True)
class Months:
    """From one month to another, both included."""

    first: Month
    last: Month

    @property
    def keys(self) -> list[str]:
        """As they are written in rows."""
        return [str(month) for month in months_between(self.first, self.last)]


def whole_year(year: int) -> Months:
    """Return the months of a year."""
    return Months(Month(year, 1), Month(year, _YEAR))


def quarters_of(year: int) -> list[Months]:
    """Return those of its quarters, the first one first."""
    firsts = [Month(year, number) for number in range(1, _YEAR + 1, _QUARTER)]
    return [Months(first, first.later(_QUARTER - 1)) for first in firsts]


def worked_out_standings(uow: UnitOfWork, months: Months) -> Iterator[dict[str, Any]]:
    """Work out what everybody comes to; rows of `star_standings`, in a fixed order."""
    seen = _Seen(uow, months)
    for subject in Subject:
        work = seen.work(subject)
        for measure in MEASURED_AT_VISITS:
            values, weights = seen.values[measure], seen.weights[measure]
            family = Family.NUMBER if measure in NUMBERS else Family.SHARE
            judged = measure is Measure.CUSTOMER_SCORE
            found = compare(work, values, weights, family, judged=judged) if work.people else {}
            for key in sorted(found, key=lambda one: one.bytes):
                if key != _OWN_STAFF:
                    yield _row(months, subject, key, measure, found[key])


def _row(months: Months, subject: Subject, key: UUID, measure: Measure, one: Standing) -> dict[str, Any]:
    figures = {"raw": one.raw, "value": one.adjusted, "low": one.low, "high": one.high}
    return {
        "first_month": str(months.first),
        "last_month": str(months.last),
        "subject": str(subject),
        "subject_id": key,
        "measure": str(measure),
        "cases": one.cases,
        **{name: round(as_told(measure, figure), 6) for name, figure in figures.items()},
        "reliability": round(one.reliability, 6),
        "apart": one.apart,
    }


class _Seen:
    """The contributions of some months, column by column: a year of a large company is read in one go."""

    def __init__(self, uow: UnitOfWork, months: Months) -> None:
        table: Any = StarContribution.__table__
        c = table.c
        kinds = (c.fault_code, c.model, c.territory_id, c.part_of_day, c.remoteness)
        measures = [c[name] for one in MEASURED_AT_VISITS for name in (str(one), f"{one}_why")]
        query = (
            select(c.engineer_id, c.provider_id, c.customer_id, *kinds, *measures)
            .where(c.month.in_(months.keys))
            .order_by(c.month, c.engineer_id, c.visit_id)
        )
        self.columns: list[list[Any]] = [[] for _ in range(3 + len(kinds))]
        told: dict[Measure, list[tuple[float, float]]] = {one: [] for one in MEASURED_AT_VISITS}
        for some in uow.session.execute(query).partitions(_AT_ONCE):
            for row in some:
                for column, value in zip(self.columns, row, strict=False):
                    column.append(value)
                for n, measure in enumerate(MEASURED_AT_VISITS):
                    told[measure].append(_told(measure, *row[len(self.columns) + 2 * n :][:2]))
        pairs = {one: np.array(every, np.float64).reshape(-1, 2) for one, every in told.items()}
        self.values = {one: every[:, 0] for one, every in pairs.items()}
        self.weights = {one: every[:, 1] for one, every in pairs.items()}

    def work(self, subject: Subject) -> Work[UUID]:
        """Return the work by whom it was made."""
        engineers, providers, customers, *kinds = self.columns
        people = engineers if subject is Subject.ENGINEER else [one or _OWN_STAFF for one in providers]
        names = ("fault", "model", "territory", "part_of_day", "remoteness")
        return Work.of(people, dict(zip(names, kinds, strict=True)), customers)


def _told(measure: Measure, value: float | None, why: str) -> tuple[float, float]:
    if value is None:
        return np.nan, 0.0
    return on_its_scale(measure, value), weight_of(value, why)


def measured(
    uow: UnitOfWork, subject: Subject, subject_id: UUID, months: Months
) -> Mapping[Measure, Measured]:
    """Return what somebody was measured at over these months, as it was last worked out."""
    rows = stored_standings(uow, subject, months, subject_id)
    return {
        Measure(row.measure): Measured(
            row.value, row.low, row.high, row.cases, row.raw, tells=row.reliability > 0
        )
        for row in rows.get(subject_id, ())
    }


def stored_standings(
    uow: UnitOfWork, subject: Subject, months: Months, subject_id: UUID | None = None
) -> Mapping[UUID, list[StarStanding]]:
    """Return the standings by whose they are, in the order of measures; of one alone where one is named."""
    query = select(StarStanding).where(
        StarStanding.first_month == str(months.first),
        StarStanding.last_month == str(months.last),
        StarStanding.subject == subject,
    )
    if subject_id is not None:
        query = query.where(StarStanding.subject_id == subject_id)
    found: dict[UUID, list[StarStanding]] = {}
    for row in uow.session.scalars(query.order_by(StarStanding.subject_id)):
        found.setdefault(row.subject_id, []).append(row)
    order = list(MEASURED_AT_VISITS)
    return {
        key: sorted(rows, key=lambda row: order.index(Measure(row.measure))) for key, rows in found.items()
    }


def year_worked_out(uow: UnitOfWork, months: Months) -> Months | None:
    """Return how far it was worked out what everybody comes to from the first of these months on."""
    found = select(func.max(StarStanding.last_month)).where(
        StarStanding.first_month == str(months.first), StarStanding.last_month <= str(months.last)
    )
    last = read_month(uow.session.scalar(found) or "")
    return Months(months.first, last) if last else None
