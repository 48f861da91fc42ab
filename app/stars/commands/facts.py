"""Working out the facts of months: read and reckoned outside of any writer's lock, written month by month."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from app.kernel import Runtime, unit_of_work
from app.kernel.bulk import write_rows
from app.stars.hooks import MONTH_WORKED_OUT
from app.stars.reads.month_facts import month_rows
from app.stars.rules.figures import Added
from app.stars.rules.months import Month
from app.stars.tables import StarContribution, StarFact, StarMonth, StarSum


def work_out(runtime: Runtime, month: Month) -> int:
    """Work one month out anew, in place of what stands there; returns how many visits it has.

    The same ledger gives the same rows.
    """
    with unit_of_work(runtime, write=False) as uow:
        rows, at = month_rows(uow, month), uow.now
    added = Added(rows)
    figures = [{"month": str(month), **one} for one in added.figures()]
    sums = [{"month": str(month), **one} for one in added.sums()]
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
            write_rows(uow.session.connection(), table.metadata.tables[table.__tablename__], new)
    for also in MONTH_WORKED_OUT:
        also(runtime, month)
    return len(rows)
