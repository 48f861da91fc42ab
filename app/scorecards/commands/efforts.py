"""Adding up what the visits of a month took, once the month is worked out."""

from __future__ import annotations

from sqlalchemy import delete, insert

from app.kernel import Runtime, unit_of_work
from app.scorecards.reads.efforts import month_efforts
from app.scorecards.tables import EffortSum
from app.stars.rules.months import Month


def sum_efforts(runtime: Runtime, month: Month) -> None:
    """Add them up anew, in place of what stands there; read outside of any writer's lock."""
    with unit_of_work(runtime, write=False) as uow:
        rows = month_efforts(uow, str(month))
    with unit_of_work(runtime) as uow:
        uow.session.execute(delete(EffortSum).where(EffortSum.month == str(month)))
        if rows:
            uow.session.execute(insert(EffortSum), rows)
