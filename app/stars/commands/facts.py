"""Working out the facts of months: read and reckoned outside of any writer's lock, written month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert

from app.kernel import Runtime, unit_of_work
from app.stars.hooks import MONTH_WORKED_OUT
from app.stars.reads.month_facts import Row, month_rows
from app.stars.rules.figures import month_figures, month_sums
from app.stars.rules.months import Month
from app.stars.tables import StarContribution, StarFact, StarMonth, StarSum

_AT_ONCE = 2000


def work_out(runtime: Runtime, month: Month) -> int:
    """Work one month out anew, in place of what stands there; returns how many visits it has.

    The same ledger gives the same rows.
    """
    with unit_of_work(runtime, write=False) as uow:
        rows, at = month_rows(uow, month), uow.now
    figures = [{"month": str(month), **one} for one in month_figures(rows)]
    sums = [{"month": str(month), **one} for one in month_sums(rows)]
    told = {"month": str(month), "worked_out_at": at, "visits": len(rows)}
    with unit_of_work(runtime) as uow:
        for table, new in (
            (StarMonth, [told]),
            (StarContribution, rows),
            (StarFact, figures),
            (StarSum, sums),
        ):
            where: Any = table.month
            uow.session.execute(delete(table).where(where == str(month)))
            _write(uow.session, table, new)
    for also in MONTH_WORKED_OUT:
        also(runtime, month)
    return len(rows)


def _write(session: Any, table: Any, rows: Sequence[Row]) -> None:
    for begin in range(0, len(rows), _AT_ONCE):
        session.execute(insert(table.__table__), rows[begin : begin + _AT_ONCE])
