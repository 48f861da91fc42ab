"""What everybody comes to over some months: worked out of the contributions, and read as it was stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.stars.reads.columns import OWN_STAFF, Columns
from app.stars.rules.cells import Family
from app.stars.rules.comparing import Standing, compare
from app.stars.rules.figures import Subject, as_told
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.months import Month, months_between, read_month
from app.stars.tables import StarStanding

NUMBERS = frozenset({Measure.TIME_AGAINST_EXPECTED, Measure.CUSTOMER_SCORE})
"""Measures of numbers; all others are shares."""

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


def worked_out_standings(
    uow: UnitOfWork, months: Months, columns: Columns | None = None
) -> Iterator[dict[str, Any]]:
    """Work out what everybody comes to; rows of `star_standings`, in a fixed order.

    columns: what was read of the months before.
    """
    columns = columns or Columns()
    columns.read(uow, months.keys)
    seen = columns.span(months.keys)
    for subject in Subject:
        work = seen.work(subject)
        for measure in MEASURED_AT_VISITS:
            values, weights = seen.measure(measure)
            family = Family.NUMBER if measure in NUMBERS else Family.SHARE
            judged = measure is Measure.CUSTOMER_SCORE
            found = compare(work, values, weights, family, judged=judged) if work.people else {}
            for key in sorted(found, key=lambda one: one.bytes):
                if key != OWN_STAFF:
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
