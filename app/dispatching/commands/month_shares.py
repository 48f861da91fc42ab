"""Counting how much of the month's work each engineer has had, so that the planner can even it out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from app.dispatching.reads.month_shares import counted_shares, month_of
from app.dispatching.tables import MonthShare
from app.kernel import Runtime, unit_of_work
from app.registers.tables import Territory


def count_month(runtime: Runtime, territory_id: UUID) -> None:
    """Count the shares of a territory's engineers anew; nothing is written while they are counted."""
    with unit_of_work(runtime, write=False) as uow:
        territory = uow.get(Territory, territory_id)
        counted, month = counted_shares(uow, territory), month_of(territory, uow.now)
    with unit_of_work(runtime) as uow:
        # Somebody who came from another territory meanwhile has his share from there.
        whose = MonthShare.engineer_id.in_(list(counted))
        uow.session.execute(delete(MonthShare).where((MonthShare.territory_id == territory_id) | whose))
        uow.session.add_all(
            MonthShare(
                engineer_id=key, territory_id=territory_id, month=month, share=share, counted_at=uow.now
            )
            for key, share in sorted(counted.items())
        )
