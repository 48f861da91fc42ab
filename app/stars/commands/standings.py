"""Working out what everybody comes to over some months, and which spans are kept ready for pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert

from app.kernel import Runtime, unit_of_work
from app.stars.reads.columns import Columns
from app.stars.reads.standings import Months, quarters_of, whole_year, worked_out_standings
from app.stars.rules.months import Month
from app.stars.tables import StarStanding

QUARTER, YEAR = 3, 12
_AT_ONCE = 2000


def spans_ending(month: Month) -> list[Months]:
    """Return the spans that pages show: the last three months, the last twelve, and the year so far."""
    starts = {month.later(1 - QUARTER), month.later(1 - YEAR), Month(month.year, 1)}
    return [Months(first, month) for first in sorted(starts)]


def spans_kept(changed: Collection[Month], this: Month) -> list[Months]:
    """Return what is kept ready once these months changed: what pages show now, and what grades are made of.

    These are the quarters of the changed months and, of years that are over, the whole years.
    """
    years = sorted({month.year for month in changed})
    quarters = [span for year in years for span in quarters_of(year)]
    touched = {span for span in quarters if any(span.first <= month <= span.last for month in changed)}
    over = {whole_year(year) for year in years if year < this.year}
    return sorted(touched | over | set(spans_ending(this)))


def compare_months(runtime: Runtime, *spans: Months) -> int:
    """Work out the standings of spans anew, each month read once; returns how many there are of the first."""
    columns, counts = Columns(), []
    for months in spans:
        with unit_of_work(runtime, write=False) as uow:
            rows = list(worked_out_standings(uow, months, columns))
        _write(runtime, months, rows)
        counts.append(len(rows))
    return counts[0] if counts else 0


def _write(runtime: Runtime, months: Months, rows: Sequence[dict[str, Any]]) -> None:
    table: Any = StarStanding.__table__
    with unit_of_work(runtime) as uow:
        uow.session.execute(
            delete(StarStanding).where(
                StarStanding.first_month == str(months.first), StarStanding.last_month == str(months.last)
            )
        )
        for begin in range(0, len(rows), _AT_ONCE):
            uow.session.execute(insert(table), rows[begin : begin + _AT_ONCE])
